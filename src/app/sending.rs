//! From "Submit" to the answer.

use std::sync::Arc;

use customer_form_contract::wire::{Outcome, Source};
use customer_form_contract::{Part, parts};
use leptos::prelude::*;
use leptos::task::tick;

use super::App;
use super::events::Events;
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Attempt, Event, Phase, Progress, SendError};
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
        self.rest.update_value(|rest| rest.events.begin_attempt());
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
        self.rest.update_value(|rest| rest.attempt.0 += 1);
        let attempt = self.rest.with_value(|rest| rest.attempt);
        self.step(Event::Sent(attempt));
        self.show_what_is_said();

        let entry = draft.entry();
        let parts = parts(&draft.config, &entry);
        let file = |part: &Part<'_>| draft.file(part.path);
        let update = {
            let draft = draft.clone();
            move |update| self.update(attempt, update, &draft)
        };
        let (proxy, form, id) = self.address();
        match net::submit(&proxy, &form, &id, &parts, file, update) {
            Ok(submission) => self.rest.update_value(|rest| rest.submission = Some(submission)),
            // The browser refused to make the request at all; nothing has left.
            Err(_) => self.failed(attempt, SendError::Unreachable),
        }
    }

    fn update(self, attempt: Attempt, update: net::Update, draft: &Arc<Draft>) {
        // An unmounted form, or one that has sent again since, has nothing to say to an old request.
        if self.phase.is_disposed() || self.rest.with_value(|rest| rest.attempt) != attempt {
            return;
        }
        match update {
            net::Update::Progressed(progress) => {
                self.step(Event::Progressed(attempt, progress));
                if let Progress::Uploading { sent, total } = progress {
                    self.tell(|events| events.progress(sent, total));
                }
            }
            net::Update::Answered(outcome) => self.answered(attempt, &outcome, draft),
            net::Update::Failed(error) => self.failed(attempt, error),
        }
    }

    fn answered(self, attempt: Attempt, outcome: &Outcome, draft: &Arc<Draft>) {
        draft.mark_answered();
        self.step(Event::Answered(attempt, outcome.clone()));
        self.show_what_is_said();
        self.tell(|events| match outcome {
            Outcome::Accepted(customer) => events.success(customer),
            Outcome::Rejected(source, report) => events.validation_error(*source, report, draft),
            Outcome::Failed(code) => events.send_error(SendError::Refused(*code)),
            Outcome::Unknown => events.outcome_unknown(),
        });
    }

    fn failed(self, attempt: Attempt, error: SendError) {
        self.step(Event::SendFailed(attempt, error));
        self.show_what_is_said();
        self.tell(|events| events.send_error(error));
    }

    pub(super) fn cancel(self) {
        self.rest.update_value(|rest| rest.submission = None);
        self.failed(self.rest.with_value(|rest| rest.attempt), SendError::Cancelled);
    }

    /// Moves the focus to what the form has just said, once it stands in the page.
    pub(super) fn show_what_is_said(self) {
        spawn(async move {
            tick().await;
            self.rest.try_with_value(|rest| rest.host.focus_first(view::FOCUS_TARGET));
        });
    }
}
