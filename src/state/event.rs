//! The events in the life of a form.

use customer_form_contract::Report;
use customer_form_contract::wire::Outcome;

use super::{FieldMessage, LoadError, Progress, SendError};

/// An event in the life of a form.
#[derive(Debug)]
pub(crate) enum Event {
    /// The form configuration arrived. If [`Purpose::builds_form`] is true, the form has been built from it.
    Loaded {
        /// The reason for the request.
        purpose: Purpose,
        /// The id that the proxy gave to the request.
        request_id: Option<String>,
        /// The headers of the answer.
        ticket: Ticket,
        /// The messages about the changes since the form was shown before: one about the form as a whole, and one about
        /// each field that is new or has changed. Empty if the form was not shown before.
        news: Vec<FieldMessage>,
    },
    /// The form configuration could not be fetched.
    LoadFailed {
        /// The reason for the request.
        purpose: Purpose,
        /// The id that the proxy gave to the request.
        request_id: Option<String>,
        /// The error.
        error: LoadError,
    },
    /// The visitor chose "Try again".
    Reload,
    /// A stored draft was restored. The form continues with the draft's `Idempotency-Key`.
    Restored(String),
    /// The page empties the form. The empty form gets this `Idempotency-Key`.
    Reset(String),
    /// The page found these problems. An empty list removes the problems that the page found before.
    PageProblems(Vec<FieldMessage>),
    /// The visitor changed a field.
    Changed,
    /// The visitor or the page submits the form.
    Submit,
    /// The visitor submits the form as another customer, with this `Idempotency-Key`.
    SubmitAsNew(String),
    /// The visitor asks for the outcome of the last submission. The new request gets this request id.
    CheckOutcome(String),
    /// The values were checked. The submission gets this request id.
    Checked(Report, String),
    /// The `submit` event was dispatched. `false`: the page cancelled the submission.
    PageDecided(bool),
    /// The work on a challenge ended.
    Proved {
        /// The challenge.
        challenge: String,
        /// The proof; `None` if there is no result.
        proof: Option<String>,
    },
    /// The request made progress.
    Progressed(AttemptNumber, Progress),
    /// The proxy answered.
    Answered(AttemptNumber, Outcome),
    /// The request failed. [`SendError::Unreachable`] after the last byte means that the outcome is unknown.
    Failed(AttemptNumber, SendError),
    /// The chosen files were read again after the request failed, and these problems were found.
    FilesRead(AttemptNumber, SendError, Report),
    /// The visitor chose "Cancel".
    Cancel,
}

/// The number of a submission within one form, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct AttemptNumber(pub u32);

/// The headers that come with a form configuration and that a submission needs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// The revision of the form configuration.
    pub(crate) revision: Option<String>,
    /// The `Form-Token`, which the submission sends back.
    pub(crate) token: Option<String>,
    /// The `Form-Challenge` as JSON: the proof of work that the submission needs. `None`: no proof is needed.
    pub(crate) challenge: Option<String>,
}

/// The reason for a request for the form configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To show the form for the first time.
    First,
    /// To show the form after the first request failed and the visitor chose "Try again".
    Retry,
    /// To show the form again after the form configuration changed.
    Changed,
    /// To get a new token for this submission, whose token the proxy refused.
    Renewal(AttemptNumber),
    /// To get a token for the next submission, after a customer was created.
    Next,
}

impl Purpose {
    /// Whether the form is built from the answer. Otherwise, only the headers of the answer are used.
    pub(crate) const fn builds_form(self) -> bool {
        matches!(self, Self::First | Self::Retry | Self::Changed)
    }
}
