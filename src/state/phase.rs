//! The phases of a form, as the visitor sees them.

use customer_form_contract::wire::Source;
use customer_form_contract::{FieldPath, Report};

use super::{LoadError, SendError};

/// The phase of a form. The values that the visitor typed are in the draft and not here, so that no change of phase
/// can lose them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The form configuration is being fetched.
    Loading,
    /// The form configuration could not be fetched, so there is no form to show.
    Unavailable(LoadError),
    /// The visitor fills the form in.
    Editing(Notice),
    /// A submission is being sent.
    Sending(Progress),
    /// The customer has been created.
    Accepted,
}

/// The message above the fields while the visitor fills the form in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// No message.
    None,
    /// Fields have problems.
    Invalid {
        /// The part of the system that found the problems.
        source: Source,
        /// The fields and their problems.
        report: Report,
    },
    /// The page that contains the form found problems.
    Told(Vec<FieldMessage>),
    /// The form configuration changed while the visitor filled the form in.
    Renewed(Vec<FieldMessage>),
    /// No customer was created, for a reason other than the values.
    NotSent(SendError),
    /// The customer may or may not have been created.
    OutcomeUnknown,
}

/// A sentence about a field, or about the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMessage {
    /// The field.
    pub path: FieldPath,
    /// The sentence that the visitor reads.
    pub sentence: String,
}

/// The progress of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The browser is sending the request.
    Uploading {
        /// The number of bytes sent.
        sent: u64,
        /// The total number of bytes; 0 while it is unknown.
        total: u64,
    },
    /// The whole request has left the browser, and the answer has not come yet.
    Waiting,
}

impl Progress {
    /// The progress of a request that begins.
    pub(crate) const BEGUN: Self = Self::Uploading { sent: 0, total: 0 };

    /// Whether the last byte has left the browser. From then on the proxy may act, and the visitor cannot cancel.
    pub(crate) const fn is_all_sent(self) -> bool {
        match self {
            Self::Uploading { sent, total } => total > 0 && sent >= total,
            Self::Waiting => true,
        }
    }
}

impl Phase {
    /// The name of every phase, in the order of a form that is loaded and sent.
    pub(crate) const NAMES: [&'static str; 5] = ["loading", "unavailable", "editing", "sending", "accepted"];

    /// The name of the phase in the element's `phase` property.
    pub(crate) const fn name(&self) -> &'static str {
        let [loading, unavailable, editing, sending, accepted] = Self::NAMES;
        match self {
            Self::Loading => loading,
            Self::Unavailable(_) => unavailable,
            Self::Editing(_) => editing,
            Self::Sending(_) => sending,
            Self::Accepted => accepted,
        }
    }

    /// Whether the visitor fills the form in.
    pub(crate) const fn is_editing(&self) -> bool {
        matches!(self, Self::Editing(_))
    }
}
