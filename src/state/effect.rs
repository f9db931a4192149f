//! The effects of an event, which `app` carries out.

use customer_form_contract::Report;
use customer_form_contract::wire::{Customer, Source};

use super::{AttemptNumber, LoadError, Purpose, SendError};

/// An effect of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The phase has changed: show it.
    Show,
    /// Fetch the form configuration.
    Load(Purpose),
    /// Check the values.
    Check,
    /// Dispatch the `submit` event, which the page may cancel.
    Ask,
    /// Make the snapshot: the body of the request, from the current values.
    TakeSnapshot,
    /// Begin to work on a challenge.
    Prove(String),
    /// Send the snapshot.
    Post(Request),
    /// Stop the request.
    Abort,
    /// Read the chosen files again.
    ReadFiles(AttemptNumber, SendError),
    /// Empty the form.
    Clear,
    /// Mark every field as unchanged since the last answer.
    MarkAnswered,
    /// Move the focus, once the phase is shown.
    Focus(Target),
    /// Move the focus away from "Cancel", which is about to disappear.
    LeaveCancel,
    /// Dispatch an event to the page.
    Tell(Message),
}

/// The target of the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The message that the phase shows.
    Message,
    /// The first field.
    FirstField,
}

/// The request of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The number of the submission.
    pub(crate) attempt: AttemptNumber,
    /// The `X-Request-ID`.
    pub(crate) id: String,
    /// The `Idempotency-Key`.
    pub(crate) key: String,
    /// The `Form-Token`.
    pub(crate) token: Option<String>,
    /// The `Form-Proof`.
    pub(crate) proof: Option<String>,
}

/// An event for the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    /// The form can be filled in.
    Ready,
    /// The form cannot be shown.
    LoadError(LoadError),
    /// The number of bytes sent, and the total number of bytes.
    Progress(u64, u64),
    /// The customer was created.
    Success(Customer),
    /// Fields have problems.
    ValidationError(Source, Report),
    /// No customer was created.
    SendError(SendError),
    /// The customer may or may not have been created.
    OutcomeUnknown,
}
