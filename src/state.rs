//! Where a form stands, and what may happen next. Pure: no DOM, no signals.

mod error;

use customer_form_contract::wire::{Customer, FailCode, Outcome, Source};
use customer_form_contract::{FieldPath, Report};

pub use error::{LoadError, SendError, Wait};

/// Where a form stands. What the visitor typed lives beside it, in the draft, so that no change of phase can
/// lose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The configuration is on its way.
    Loading,
    /// There is no form to show.
    Unavailable(LoadError),
    /// The visitor fills the form in.
    Editing(Notice),
    /// A submission is on its way.
    Sending {
        /// Which one; what is said of an earlier one no longer counts.
        attempt: Attempt,
        /// How far it is.
        progress: Progress,
    },
    /// The customer has been created.
    Accepted(Receipt),
}

/// What the form says above its fields while the visitor fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Nothing.
    None,
    /// Fields are wrong, says `source`.
    Invalid {
        /// Who found them wrong.
        source: Source,
        /// Which, and why.
        report: Report,
    },
    /// The page that the form stands in found something wrong.
    Told(Vec<Said>),
    /// The form has changed while it was filled in.
    Renewed(Vec<Said>),
    /// No customer was created, and not for anything that was filled in.
    NotSent(SendError),
    /// The customer may or may not have been created.
    OutcomeUnknown,
}

/// A sentence of the page's own about a field, or about the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is about.
    pub path: FieldPath,
    /// What the visitor reads.
    pub sentence: String,
}

/// The number of a submission within one form, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Attempt(pub u32);

/// How far a submission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many bytes of the request have left the browser.
    Uploading {
        /// Bytes sent.
        sent: u64,
        /// Bytes in all; 0 while unknown.
        total: u64,
    },
    /// All of it has; the answer is awaited.
    Waiting,
}

/// What is left to show after success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The new customer.
    pub customer: Customer,
}

/// What can happen to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The visitor asked for another try at loading.
    Reload,
    /// The configuration is here.
    Loaded,
    /// It cannot be had.
    LoadFailed(LoadError),
    /// The configuration is here again, another one than before; and what there is to say of it.
    Renewed(Vec<Said>),
    /// The page asked for an empty form.
    Reset,
    /// The visitor submitted, and the form found fields wrong.
    FoundInvalid(Report),
    /// The page says what it found wrong; nothing any more, if the list is empty.
    Told(Vec<Said>),
    /// The visitor submitted, and the request is on its way.
    Sent(Attempt),
    /// The request moved on.
    Progressed(Attempt, Progress),
    /// The proxy answered.
    Answered(Attempt, Outcome),
    /// The request came to nothing.
    SendFailed(Attempt, SendError),
}

impl Progress {
    /// Whether the last byte has left: from then on the proxy may act, and cancelling cannot call it back.
    pub const fn is_all_sent(self) -> bool {
        match self {
            Self::Uploading { sent, total } => total > 0 && sent >= total,
            Self::Waiting => true,
        }
    }
}

impl Phase {
    /// The phase after an event. An event that does not fit the phase, such as an answer to a submission that
    /// was cancelled, changes nothing.
    #[must_use]
    pub fn next(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unavailable(_), Event::Reload) => Self::Loading,
            (Self::Loading, Event::Loaded) => Self::Editing(Notice::None),
            (Self::Loading, Event::Renewed(said)) => Self::Editing(Notice::Renewed(said)),
            (Self::Loading, Event::LoadFailed(error)) => Self::Unavailable(error),
            (Self::Editing(_) | Self::Accepted(_), Event::Reset) => Self::Editing(Notice::None),
            (Self::Editing(_), Event::FoundInvalid(report)) => {
                Self::Editing(Notice::Invalid { source: Source::Browser, report })
            }
            (Self::Editing(Notice::Told(_)), Event::Told(said)) if said.is_empty() => {
                Self::Editing(Notice::None)
            }
            (Self::Editing(_), Event::Told(said)) if !said.is_empty() => Self::Editing(Notice::Told(said)),
            (Self::Editing(_), Event::Sent(attempt)) => {
                Self::Sending { attempt, progress: Progress::Uploading { sent: 0, total: 0 } }
            }
            (Self::Sending { attempt, .. }, Event::Progressed(of, progress)) if of == attempt => {
                Self::Sending { attempt, progress }
            }
            (Self::Sending { attempt, .. }, Event::Answered(of, outcome)) if of == attempt => match outcome {
                Outcome::Accepted(customer) => Self::Accepted(Receipt { customer }),
                Outcome::Rejected(source, report) => Self::Editing(Notice::Invalid { source, report }),
                Outcome::Unknown => Self::Editing(Notice::OutcomeUnknown),
            },
            (Self::Sending { attempt, .. }, Event::SendFailed(of, error)) if of == attempt => match error {
                // What is asked for now has to be fetched first.
                SendError::Refused(FailCode::ConfigChanged, _) => Self::Loading,
                error => Self::Editing(Notice::NotSent(error)),
            },
            (phase, _) => phase,
        }
    }

    /// Whether this submission is on its way.
    pub fn is_sending(&self, of: Attempt) -> bool {
        matches!(self, Self::Sending { attempt, .. } if *attempt == of)
    }

    /// Every phase's name, in the order of a form that is loaded and sent.
    pub const NAMES: [&'static str; 5] = ["loading", "unavailable", "editing", "sending", "accepted"];

    /// The phase's name in the element's `phase` property.
    pub const fn name(&self) -> &'static str {
        let [loading, unavailable, editing, sending, accepted] = Self::NAMES;
        match self {
            Self::Loading => loading,
            Self::Unavailable(_) => unavailable,
            Self::Editing(_) => editing,
            Self::Sending { .. } => sending,
            Self::Accepted(_) => accepted,
        }
    }
}

#[cfg(test)]
mod tests;
