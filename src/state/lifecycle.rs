//! The lifecycle of one form: from the first request to the created customer.
//!
//! [`Lifecycle::update`] handles an event and returns the effects of the event. The function is pure: it uses no DOM,
//! no network and no clock. `app` carries the effects out, and reports their results as new events. An event that does
//! not match the current state, such as the answer to a cancelled submission, has no effect.

mod loading;
mod page;
mod submission;

use customer_form_contract::Report;

use super::{AttemptNumber, Effect, Event, Message, Notice, Phase, Purpose, SendError, Target, Ticket};

/// The state of one form, without the values that the visitor typed.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    phase: Phase,
    step: Step,
    /// Whether the form has been shown.
    was_shown: bool,
    /// The number of the last submission.
    attempt: AttemptNumber,
    /// The request id of the last submission. Before the first submission: the request id of the request for the form
    /// configuration.
    request_id: String,
    /// Whether the page cancelled the last submission, so that no request has used its request id.
    id_is_unused: bool,
    /// Whether the last submission has already requested a new token. Each submission does so at most once.
    token_renewed: bool,
    /// The `Idempotency-Key` of this filled form.
    key: String,
    ticket: Ticket,
    proof: Proof,
    /// Whether an earlier submission of this filled form may have created the customer.
    outcome_unknown: bool,
}

/// The step of a submission within its phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// No submission.
    None,
    /// The values are being checked.
    Checking,
    /// The page decides whether the submission continues.
    Asking,
    /// The proof of work is being done.
    Proving,
    /// The request is on its way.
    Posting,
    /// The proxy refused the token or the proof, and a new token is being fetched.
    Renewing,
    /// The request failed, and the chosen files are being read again.
    Failing,
}

/// The proof of work for the current token.
#[derive(Debug, PartialEq, Eq)]
enum Proof {
    /// The work has not begun, or the ticket has no challenge.
    NotBegun,
    /// The work on this challenge has begun.
    Begun(String),
    /// The work has ended. `None`: the work had no result, and the proxy will answer that the proof is missing.
    Done(Option<String>),
}

impl Lifecycle {
    /// Creates the state of a form that is being loaded. The caller sends the request of [`Purpose::First`].
    pub(crate) fn new(key: String, request_id: String) -> Self {
        Self {
            phase: Phase::Loading,
            step: Step::None,
            was_shown: false,
            attempt: AttemptNumber::default(),
            request_id,
            id_is_unused: false,
            token_renewed: false,
            key,
            ticket: Ticket::default(),
            proof: Proof::NotBegun,
            outcome_unknown: false,
        }
    }

    /// Creates the state of a form in that phase, for rendering.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn in_phase(phase: Phase) -> Self {
        Self { phase, ..Self::new(String::new(), String::new()) }
    }

    /// The phase.
    pub(crate) const fn phase(&self) -> &Phase {
        &self.phase
    }

    /// The `Idempotency-Key` of this filled form.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The request id, which events for the page contain as `attempt`.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Handles an event. Returns its effects in the order in which the caller must carry them out.
    #[must_use]
    pub(crate) fn update(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        let to = &mut effects;
        match event {
            Event::Loaded { purpose, request_id, ticket, news } => {
                self.loaded(purpose, request_id, ticket, news, to);
            }
            Event::LoadFailed { purpose, request_id, error } => {
                self.load_failed(purpose, request_id, error, to);
            }
            Event::Reload => {
                if matches!(self.phase, Phase::Unavailable(_)) {
                    self.show(Phase::Loading, to);
                    to.push(Effect::Load(if self.was_shown { Purpose::Changed } else { Purpose::Retry }));
                }
            }
            Event::Restored(key) => {
                // The answer to the current submission belongs to the current key.
                if self.step == Step::None {
                    self.key = key;
                }
            }
            Event::Reset(key) => self.reset(key, to),
            Event::PageProblems(said) => self.page_problems(said, to),
            Event::Changed => self.begin_proof(to),
            Event::Submit => self.submit(to),
            Event::SubmitAsNew(key) => {
                if self.phase.is_editing() {
                    self.begin_another(key);
                    self.submit(to);
                }
            }
            Event::CheckOutcome(id) => {
                if matches!(self.phase, Phase::Editing(Notice::OutcomeUnknown)) {
                    self.begin_attempt(id);
                    self.send(to);
                }
            }
            Event::Checked(report, id) => self.checked(report, id, to),
            Event::PageDecided(goes_on) => self.page_decided(goes_on, to),
            Event::Proved { challenge, proof } => self.proved(&challenge, proof, to),
            Event::Progressed(of, progress) => self.progressed(of, progress, to),
            Event::Answered(of, outcome) => {
                if self.is_at(Step::Posting, of) {
                    self.answered(outcome, to);
                }
            }
            Event::Failed(of, error) => self.request_failed(of, error, to),
            Event::FilesRead(of, error, report) => {
                if self.is_at(Step::Failing, of) {
                    self.failed(error, report, to);
                }
            }
            Event::Cancel => {
                // After the last byte, the proxy may already create the customer.
                if matches!(self.phase, Phase::Sending(_)) && !self.is_all_sent() {
                    to.push(Effect::Abort);
                    self.failed(SendError::Cancelled, Report::default(), to);
                }
            }
        }
        effects
    }

    fn show(&mut self, phase: Phase, to: &mut Vec<Effect>) {
        self.phase = phase;
        to.push(Effect::Show);
    }

    /// Ends a submission: shows the phase, moves the focus to its message, and dispatches an event to the page.
    fn end(&mut self, phase: Phase, message: Message, to: &mut Vec<Effect>) {
        self.step = Step::None;
        self.show(phase, to);
        to.push(Effect::Focus(Target::Message));
        to.push(Effect::Tell(message));
    }

    /// Whether the whole request is on its way, and the answer has not come yet.
    const fn is_all_sent(&self) -> bool {
        matches!(self.step, Step::Posting)
            && matches!(self.phase, Phase::Sending(progress) if progress.is_all_sent())
    }

    /// Whether the current submission has this number and is at this step.
    fn is_at(&self, step: Step, attempt: AttemptNumber) -> bool {
        self.step == step && self.attempt == attempt
    }
}
