//! The events in the life of a form.

use customer_form_contract::Report;
use customer_form_contract::wire::Outcome;

use super::{FieldMessage, LoadError, Progress, SendError};

/// An event in the life of a form.
#[derive(Debug)]
pub enum Event {
    /// The configuration came, and the form has been built from it if [`Purpose::builds_form`] says so.
    Loaded {
        /// The reason for the request.
        purpose: Purpose,
        /// The id that the proxy gave to the request.
        request_id: Option<String>,
        /// The headers.
        ticket: Ticket,
        /// The fields that are new since the form was shown before, with a sentence for each.
        news: Vec<FieldMessage>,
    },
    /// The configuration did not come.
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
    /// The page gave back a draft, with the `Idempotency-Key` of its filled form.
    Restored(String),
    /// The page wants an empty form, which gets this `Idempotency-Key`.
    Reset(String),
    /// The page found problems; an empty list takes them back.
    Told(Vec<FieldMessage>),
    /// The visitor changed a field.
    Changed,
    /// The visitor or the page submits the form.
    Submit,
    /// The visitor submits the form as another customer, with this `Idempotency-Key`.
    SubmitAsNew(String),
    /// The visitor wants to know the outcome of the last submission, whose requests get this id from now on.
    CheckOutcome(String),
    /// The values were checked, for a submission whose requests get this id.
    Checked(Report, String),
    /// The page decided whether the submission goes on.
    Asked(bool),
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
    /// The request failed.
    Failed(AttemptNumber, SendError),
    /// The chosen files were read again after the request failed, and these problems were found.
    FilesRead(AttemptNumber, SendError, Report),
    /// The visitor chose "Cancel".
    Cancel,
}

/// The number of a submission within one form, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AttemptNumber(pub u32);

/// The headers that come with a configuration and belong to the submission.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// The revision of the configuration.
    pub revision: Option<String>,
    /// The `Form-Token`, which the submission sends back.
    pub token: Option<String>,
    /// The `Form-Challenge` as JSON: the proof of work that the submission needs. `None`: no proof is needed.
    pub challenge: Option<String>,
}

/// The reason for a request for the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To show the form for the first time.
    First,
    /// To show the form after the first request failed and the visitor chose "Try again".
    Retry,
    /// To show the form again after its configuration changed.
    Changed,
    /// To get a new token for this submission, whose token the proxy refused.
    Renewal(AttemptNumber),
    /// To get a token for the next submission, after a customer was created.
    Next,
}

impl Purpose {
    /// Whether the form is built from the answer. Otherwise only the token is taken.
    pub const fn builds_form(self) -> bool {
        matches!(self, Self::First | Self::Retry | Self::Changed)
    }
}
