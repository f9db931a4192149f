//! Where a form stands, and what may happen next. Pure: no DOM, no signals.

use customer_form_contract::wire::{Customer, FailCode, Outcome, Source};
use customer_form_contract::{FieldPath, Report};

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

/// Why there is no form to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadError {
    /// The proxy could not be reached.
    Unreachable,
    /// The proxy answered with a failure.
    Refused(FailCode),
    /// The proxy answered with something that is no configuration.
    Unreadable,
}

/// Why a submission created no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// The connection broke before all of the request was sent.
    Unreachable,
    /// The visitor cancelled before all of the request was sent.
    Cancelled,
    /// The proxy answered with a failure.
    Refused(FailCode),
    /// Something that stands between form and proxy answered: no problem+json of ours.
    Unreadable,
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

impl LoadError {
    /// The stable code in the `error` event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Refused(code) => code.code(),
            Self::Unreadable => "unreadable_answer",
        }
    }

    /// Whether it may work later.
    pub const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Unreadable => true,
            Self::Refused(code) => code.retryable(),
        }
    }
}

impl SendError {
    /// The stable code in the `error` event.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network",
            Self::Cancelled => "cancelled",
            Self::Refused(code) => code.code(),
            Self::Unreadable => "unreadable_answer",
        }
    }

    /// Whether the same submission may succeed later.
    pub const fn retryable(self) -> bool {
        match self {
            Self::Unreachable | Self::Cancelled | Self::Unreadable => true,
            Self::Refused(code) => code.retryable(),
        }
    }
}

/// What an answer says of a filled form. Where the outcome of an earlier submission is `open`, a later one that came
/// to nothing leaves it so; that the earlier one had other values, only the proxy knows.
pub fn known_after(outcome: Outcome, open: bool) -> Outcome {
    match outcome {
        Outcome::Failed(code) if open && code != FailCode::IdempotencyKeyReused => Outcome::Unknown,
        outcome => outcome,
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
                // What is asked for now has to be fetched first.
                Outcome::Failed(FailCode::ConfigChanged) => Self::Loading,
                Outcome::Failed(code) => Self::Editing(Notice::NotSent(SendError::Refused(code))),
                Outcome::Unknown => Self::Editing(Notice::OutcomeUnknown),
            },
            (Self::Sending { attempt, .. }, Event::SendFailed(of, error)) if of == attempt => {
                Self::Editing(Notice::NotSent(error))
            }
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
mod tests {
    use super::*;
    use customer_form_contract::Problem;

    fn report() -> Report {
        Report(vec![(FieldPath::Email, Problem::Taken)])
    }

    fn said() -> Vec<Said> {
        vec![Said { path: FieldPath::Email, sentence: "Use your work address.".into() }]
    }

    fn sending(attempt: u32) -> Phase {
        Phase::Sending { attempt: Attempt(attempt), progress: Progress::Waiting }
    }

    #[test]
    fn a_form_that_has_changed_is_loaded_again_and_says_what_is_new() {
        let sending = Phase::Editing(Notice::None).next(Event::Sent(Attempt(1)));
        let changed = Outcome::Failed(FailCode::ConfigChanged);
        let loading = sending.next(Event::Answered(Attempt(1), changed));
        assert_eq!(loading, Phase::Loading);
        assert_eq!(loading.next(Event::Renewed(said())), Phase::Editing(Notice::Renewed(said())));
    }

    #[test]
    fn what_is_unknown_stays_so_until_somebody_who_knows_has_answered() {
        let failed = |code| Outcome::Failed(code);
        assert_eq!(known_after(failed(FailCode::RateLimited), true), Outcome::Unknown);
        assert_eq!(known_after(failed(FailCode::RateLimited), false), failed(FailCode::RateLimited));
        let reused = failed(FailCode::IdempotencyKeyReused);
        assert_eq!(known_after(reused.clone(), true), reused);
        let rejected = Outcome::Rejected(Source::Crm, Report::default());
        assert_eq!(known_after(rejected.clone(), true), rejected);
    }

    #[test]
    fn a_form_loads_and_can_be_asked_again_when_it_does_not() {
        let failed = Phase::Loading.next(Event::LoadFailed(LoadError::Unreachable));
        assert_eq!(failed, Phase::Unavailable(LoadError::Unreachable));
        assert_eq!(failed.next(Event::Reload).next(Event::Loaded), Phase::Editing(Notice::None));
    }

    #[test]
    fn all_is_sent_with_the_last_byte_and_not_before_anything_is_known() {
        assert!(!Progress::Uploading { sent: 0, total: 0 }.is_all_sent());
        assert!(!Progress::Uploading { sent: 9, total: 10 }.is_all_sent());
        assert!(Progress::Uploading { sent: 10, total: 10 }.is_all_sent());
        assert!(Progress::Waiting.is_all_sent());
    }

    #[test]
    fn every_outcome_has_its_phase() {
        for (outcome, expected) in [
            (
                Outcome::Accepted(Customer::default()),
                Phase::Accepted(Receipt { customer: Customer::default() }),
            ),
            (
                Outcome::Rejected(Source::Crm, report()),
                Phase::Editing(Notice::Invalid { source: Source::Crm, report: report() }),
            ),
            (
                Outcome::Failed(FailCode::RateLimited),
                Phase::Editing(Notice::NotSent(SendError::Refused(FailCode::RateLimited))),
            ),
            (Outcome::Unknown, Phase::Editing(Notice::OutcomeUnknown)),
        ] {
            assert_eq!(sending(1).next(Event::Answered(Attempt(1), outcome)), expected);
        }
    }

    #[test]
    fn what_is_said_of_an_earlier_attempt_changes_nothing() {
        for event in [
            Event::Answered(Attempt(1), Outcome::Unknown),
            Event::SendFailed(Attempt(1), SendError::Cancelled),
            Event::Progressed(Attempt(1), Progress::Uploading { sent: 1, total: 2 }),
        ] {
            assert_eq!(sending(2).next(event), sending(2));
        }
    }

    #[test]
    fn a_second_submit_while_one_is_on_its_way_changes_nothing() {
        assert_eq!(sending(1).next(Event::Sent(Attempt(2))), sending(1));
        assert_eq!(sending(1).next(Event::FoundInvalid(report())), sending(1));
    }

    #[test]
    fn after_success_nothing_happens_any_more_until_the_page_asks_for_an_empty_form() {
        let accepted = Phase::Accepted(Receipt { customer: Customer::default() });
        for event in [
            Event::Reload,
            Event::Loaded,
            Event::Sent(Attempt(2)),
            Event::FoundInvalid(report()),
            Event::Told(said()),
        ] {
            assert_eq!(accepted.clone().next(event), accepted);
        }
        assert_eq!(accepted.next(Event::Reset), Phase::Editing(Notice::None));
    }

    #[test]
    fn a_form_that_is_being_sent_cannot_be_emptied() {
        assert_eq!(sending(1).next(Event::Reset), sending(1));
    }

    #[test]
    fn what_the_page_says_shows_until_it_takes_it_back_or_the_form_has_something_of_its_own_to_say() {
        let told = Phase::Editing(Notice::None).next(Event::Told(said()));
        assert_eq!(told, Phase::Editing(Notice::Told(said())));
        assert_eq!(told.clone().next(Event::Told(vec![])), Phase::Editing(Notice::None));
        let invalid = told.next(Event::FoundInvalid(report()));
        assert_eq!(invalid, Phase::Editing(Notice::Invalid { source: Source::Browser, report: report() }));
        // The page takes back only what it said itself.
        assert_eq!(invalid.clone().next(Event::Told(vec![])), invalid);
    }

    #[test]
    fn a_failed_or_cancelled_submission_goes_back_to_the_filled_form() {
        for error in [SendError::Unreachable, SendError::Cancelled, SendError::Unreadable] {
            let phase = Phase::Editing(Notice::None).next(Event::Sent(Attempt(1)));
            assert_eq!(
                phase.next(Event::SendFailed(Attempt(1), error)),
                Phase::Editing(Notice::NotSent(error))
            );
        }
    }
}
