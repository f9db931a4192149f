//! From "Submit" to the answer.

use std::sync::Arc;

use customer_form_contract::wire::{FailCode, Outcome, Source};
use customer_form_contract::{HONEYPOT, Part, Problem, Report, parts};
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_futures::JsFuture;

use super::events::Events;
use super::{App, new_key};
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Attempt, Event, Notice, Phase, Progress, SendError};
use crate::view;

impl App {
    /// Checks, and sends if nothing is wrong. In other phases than editing it does nothing.
    pub(crate) fn submit(self) {
        let Some(draft) = self.draft() else { return };
        spawn(async move {
            // What was just filled in stands in its control then.
            tick().await;
            if self.is_editing() {
                self.read_controls(&draft);
                draft.look_again().await;
            }
            // Only now: two presses in one instant both come here, and the second finds the form sending.
            if self.is_editing() {
                self.check_and_send(&draft);
            }
        });
    }

    /// Submits as another filled form, where the proxy has seen this one with other details.
    pub(super) fn submit_as_new(self) {
        self.rest.update_value(|rest| {
            rest.key = new_key();
            rest.open = false;
        });
        self.submit();
    }

    fn is_editing(self) -> bool {
        self.phase.try_with_untracked(|phase| matches!(phase, Phase::Editing(_))) == Some(true)
    }

    fn check_and_send(self, draft: &Arc<Draft>) {
        self.begin_attempt();
        draft.tried.set(true);
        let report = draft.report();
        if !report.is_empty() {
            return self.found_invalid(Event::FoundInvalid(report.clone()), &report, draft);
        }
        if self.tell(Events::submit) {
            self.send(draft);
        } else {
            self.rest.try_update_value(|rest| rest.events.keep_back());
        }
    }

    fn found_invalid(self, event: Event, report: &Report, draft: &Draft) {
        self.step(event);
        self.show_what_is_said();
        self.tell(|events| events.validation_error(Source::Browser, report, draft));
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
            None => self.failed(attempt, SendError::Unreachable, draft),
        }
    }

    pub(super) fn update(self, attempt: Attempt, update: net::Update, draft: &Arc<Draft>) {
        // An unmounted form, or one that has sent again since, has nothing to say to an old request.
        if self.phase.is_disposed() || self.rest.with_value(|rest| rest.attempt) != attempt {
            return;
        }
        let renewed = self.rest.with_value(|rest| rest.renewed);
        match update {
            net::Update::Progressed(progress) => {
                if progress.is_all_sent() {
                    self.rest.with_value(|rest| rest.host.leave_cancel());
                }
                self.step(Event::Progressed(attempt, progress));
                if let Progress::Uploading { sent, total } = progress {
                    self.tell(|events| events.progress(sent, total));
                }
            }
            // Nobody has to know of it: the page has stood open for long, or has made a customer before.
            net::Update::Failed(SendError::Refused(
                FailCode::FormTokenInvalid | FailCode::FormTokenExpired | FailCode::ProofOfWorkInvalid,
                _,
            )) if !renewed => {
                self.rest.update_value(|rest| rest.renewed = true);
                self.load(true);
            }
            net::Update::Answered(outcome) => self.answered(attempt, &outcome, draft),
            net::Update::Failed(error) => {
                let draft = draft.clone();
                spawn(async move {
                    // A file that was changed or taken away on the way breaks a submission, too.
                    draft.look_again().await;
                    if self.phase.try_with_untracked(|phase| phase.is_sending(attempt)) == Some(true) {
                        self.failed(attempt, error, &draft);
                    }
                });
            }
        }
    }

    fn answered(self, attempt: Attempt, outcome: &Outcome, draft: &Arc<Draft>) {
        draft.mark_answered();
        self.rest.update_value(|rest| match outcome {
            Outcome::Unknown => rest.open = true,
            Outcome::Accepted(_) | Outcome::Rejected(..) => rest.open = false,
        });
        self.step(Event::Answered(attempt, outcome.clone()));
        self.show_what_is_said();
        self.tell(|events| match outcome {
            Outcome::Accepted(customer) => events.success(customer),
            Outcome::Rejected(source, report) => events.validation_error(*source, report, draft),
            Outcome::Unknown => events.outcome_unknown(),
        });
    }

    fn failed(self, attempt: Attempt, error: SendError, draft: &Arc<Draft>) {
        let report = draft.report();
        if report.0.iter().any(|(_, problem)| *problem == Problem::FileUnreadable) {
            let rejected = Outcome::Rejected(Source::Browser, report.clone());
            return self.found_invalid(Event::Answered(attempt, rejected), &report, draft);
        }
        // That this request came to nothing says nothing of the earlier one.
        if error.leaves_open() && self.rest.with_value(|rest| rest.open) {
            return self.answered(attempt, &Outcome::Unknown, draft);
        }
        self.step(Event::SendFailed(attempt, error));
        self.show_what_is_said();
        self.tell(|events| events.send_error(error));
        if self.phase.with_untracked(|phase| matches!(phase, Phase::Loading)) {
            self.load(true);
        }
    }

    pub(super) fn cancel(self) {
        let Some(draft) = self.draft() else { return };
        self.rest.update_value(|rest| rest.submission = None);
        let attempt = self.rest.with_value(|rest| rest.attempt);
        self.failed(attempt, SendError::Cancelled, &draft);
    }

    /// Moves the focus to what the form has just said, once it stands in the page.
    pub(super) fn show_what_is_said(self) {
        self.focus_soon(view::FOCUS_TARGET);
    }

    /// Moves the focus to the first element that the selector finds, once it stands in the page.
    pub(super) fn focus_soon(self, selector: &'static str) {
        spawn(async move {
            tick().await;
            self.rest.try_with_value(|rest| rest.host.focus_first(selector));
        });
    }
}
