//! From "Submit" to the answer.

use std::sync::Arc;

use customer_form_contract::wire::{FailCode, Outcome, Source};
use customer_form_contract::{HONEYPOT, Part, parts};
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_futures::JsFuture;

use super::App;
use super::events::Events;
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Attempt, Event, Notice, Phase, Progress, SendError, known_after};
use crate::view;

impl App {
    /// Checks, and sends if nothing is wrong. In other phases than editing it does nothing.
    pub(crate) fn submit(self) {
        let Some(draft) = self.draft() else { return };
        spawn(async move {
            draft.settle().await;
            // Only now: two presses in one instant both come here, and the second finds the form sending.
            let editing = self.phase.try_with_untracked(|phase| matches!(phase, Phase::Editing(_)));
            if editing == Some(true) {
                self.check_and_send(&draft);
            }
        });
    }

    fn check_and_send(self, draft: &Arc<Draft>) {
        self.begin_attempt();
        draft.tried.set(true);
        let report = draft.report();
        if !report.is_empty() {
            self.step(Event::FoundInvalid(report.clone()));
            self.show_what_is_said();
            self.tell(|events| events.validation_error(Source::Browser, &report, draft));
            return;
        }
        if self.tell(Events::submit) {
            self.send(draft);
        } else {
            self.rest.try_update_value(|rest| rest.events.keep_back());
        }
    }

    fn send(self, draft: &Arc<Draft>) {
        let entry = draft.entry();
        let honeypot = self.rest.with_value(|rest| rest.host.take_value(HONEYPOT));
        let data =
            net::form_data(&honeypot, &parts(&draft.config, &entry), |part: &Part<'_>| draft.file(part.path));
        self.rest.update_value(|rest| rest.sent = data.ok());
        self.send_what_was_sent(draft);
    }

    /// Sends the same again, whatever was changed since: the proxy answers what became of it, and makes no second
    /// customer. Only where that is unknown.
    pub(super) fn check(self) {
        let Some(draft) = self.draft() else { return };
        if self.phase.with_untracked(|phase| matches!(phase, Phase::Editing(Notice::OutcomeUnknown))) {
            self.begin_attempt();
            self.send_what_was_sent(&draft);
        }
    }

    fn begin_attempt(self) {
        self.rest.update_value(|rest| {
            rest.events.begin_attempt();
            rest.renewed = false;
        });
    }

    fn send_what_was_sent(self, draft: &Arc<Draft>) {
        self.rest.update_value(|rest| rest.attempt.0 += 1);
        self.step(Event::Sent(self.rest.with_value(|rest| rest.attempt)));
        self.show_what_is_said();
        self.post(draft);
    }

    /// Begins the work that the form asks for, so that it is done by the time that the form is filled in; nothing, if
    /// it has begun or there is none.
    pub(super) fn work(self) {
        self.rest.update_value(|rest| {
            if let Some(challenge) = rest.challenge.take() {
                rest.proof = rest.host.prove(&challenge);
            }
        });
    }

    /// Makes the request of this attempt; once more, if it lacked nothing but a token.
    pub(super) fn post(self, draft: &Arc<Draft>) {
        self.work();
        let draft = draft.clone();
        let (attempt, proof) = self.rest.with_value(|rest| (rest.attempt, rest.proof.clone()));
        spawn(async move {
            let proof = match proof {
                // Without it, the proxy says what is missing.
                Some(work) => JsFuture::from(work).await.ok().and_then(|proof| proof.as_string()),
                None => None,
            };
            // Cancelled meanwhile, and perhaps sent again.
            if self.phase.try_with_untracked(|phase| phase.is_sending(attempt)) == Some(true) {
                self.post_with(&draft, proof);
            }
        });
    }

    fn post_with(self, draft: &Arc<Draft>, proof: Option<String>) {
        let (attempt, key, token, data) = self
            .rest
            .with_value(|rest| (rest.attempt, rest.key.clone(), rest.token.clone(), rest.sent.clone()));
        let update = {
            let draft = draft.clone();
            move |update| self.update(attempt, update, &draft)
        };
        let (proxy, form, id) = self.address();
        let submission =
            data.and_then(|data| net::submit(&proxy, &form, &id, &key, [token, proof], &data, update).ok());
        match submission {
            Some(submission) => self.rest.update_value(|rest| rest.submission = Some(submission)),
            // The browser refused to make the request at all; nothing has left.
            None => self.failed(attempt, SendError::Unreachable),
        }
    }

    pub(super) fn update(self, attempt: Attempt, update: net::Update, draft: &Arc<Draft>) {
        // An unmounted form, or one that has sent again since, has nothing to say to an old request.
        if self.phase.is_disposed() || self.rest.with_value(|rest| rest.attempt) != attempt {
            return;
        }
        let (open, renewed) = self.rest.with_value(|rest| (rest.open, rest.renewed));
        match update {
            net::Update::Progressed(progress) => {
                self.step(Event::Progressed(attempt, progress));
                if let Progress::Uploading { sent, total } = progress {
                    self.tell(|events| events.progress(sent, total));
                }
            }
            // Nobody has to know of it: the page has stood open for long, or has made a customer before.
            net::Update::Answered(Outcome::Failed(
                FailCode::FormTokenInvalid | FailCode::FormTokenExpired | FailCode::ProofOfWorkInvalid,
            )) if !renewed => {
                self.rest.update_value(|rest| rest.renewed = true);
                self.load();
            }
            net::Update::Answered(outcome) => self.answered(attempt, &known_after(outcome, open), draft),
            // That this request came to nothing says nothing of the earlier one.
            net::Update::Failed(_) if open => self.answered(attempt, &Outcome::Unknown, draft),
            net::Update::Failed(error) => self.failed(attempt, error),
        }
    }

    fn answered(self, attempt: Attempt, outcome: &Outcome, draft: &Arc<Draft>) {
        draft.mark_answered();
        self.rest.update_value(|rest| match outcome {
            Outcome::Unknown => rest.open = true,
            Outcome::Accepted(_) | Outcome::Rejected(..) => rest.open = false,
            Outcome::Failed(_) => {}
        });
        self.step(Event::Answered(attempt, outcome.clone()));
        self.show_what_is_said();
        self.tell(|events| match outcome {
            Outcome::Accepted(customer) => events.success(customer),
            Outcome::Rejected(source, report) => events.validation_error(*source, report, draft),
            Outcome::Failed(code) => events.send_error(SendError::Refused(*code)),
            Outcome::Unknown => events.outcome_unknown(),
        });
        if *outcome == Outcome::Failed(FailCode::ConfigChanged) {
            self.load();
        }
    }

    fn failed(self, attempt: Attempt, error: SendError) {
        self.step(Event::SendFailed(attempt, error));
        self.show_what_is_said();
        self.tell(|events| events.send_error(error));
    }

    pub(super) fn cancel(self) {
        let Some(draft) = self.draft() else { return };
        self.rest.update_value(|rest| rest.submission = None);
        let attempt = self.rest.with_value(|rest| rest.attempt);
        self.update(attempt, net::Update::Failed(SendError::Cancelled), &draft);
    }

    /// Moves the focus to what the form has just said, once it stands in the page.
    pub(super) fn show_what_is_said(self) {
        spawn(async move {
            tick().await;
            self.rest.try_with_value(|rest| rest.host.focus_first(view::FOCUS_TARGET));
        });
    }
}
