//! The steps from "Submit" to the answer.

use std::sync::Arc;

use customer_form_contract::{HONEYPOT, Part, parts};
use leptos::prelude::*;
use leptos::task::tick;
use wasm_bindgen_futures::JsFuture;

use super::{FormController, new_id};
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{AttemptNumber, Event, Request, SendError};

impl FormController {
    /// Checks the values.
    pub(super) fn check(self, draft: Arc<Draft>) {
        spawn(async move {
            // After the tick, the controls show the values that were set last.
            tick().await;
            if self.lifecycle.is_disposed() {
                return;
            }
            self.read_controls(&draft);
            draft.reread_files().await;
            if !self.lifecycle.is_disposed() {
                draft.tried.set(true);
                self.handle(Event::Checked(draft.report(), new_id()));
            }
        });
    }

    /// Makes the snapshot.
    pub(super) fn take_snapshot(self, draft: &Draft) {
        let entry = draft.entry();
        let honeypot = self.resources.with_value(|resources| resources.host.take_value(HONEYPOT));
        let data =
            net::form_data(&honeypot, &parts(&draft.config, &entry), |part: &Part<'_>| draft.file(part.path));
        self.resources.update_value(|resources| resources.snapshot = data.ok());
    }

    /// Starts to work on a challenge.
    pub(super) fn prove(self, challenge: String) {
        let work = self.resources.with_value(|resources| resources.host.prove(&challenge));
        spawn(async move {
            let proof = match work {
                Some(work) => JsFuture::from(work).await.ok().and_then(|proof| proof.as_string()),
                None => None,
            };
            self.handle(Event::Proved { challenge, proof });
        });
    }

    /// Sends the request.
    pub(super) fn post(self, request: Request) {
        let attempt = request.attempt;
        let (proxy, form) = self.address();
        let data = self.resources.with_value(|resources| resources.snapshot.clone());
        let submission = data.and_then(|data| {
            net::submit(&proxy, &form, request, &data, move |event| self.handle(event)).ok()
        });
        // Without a submission, the browser refused to make the request.
        let refused = submission.is_none();
        self.resources.update_value(|resources| resources.submission = submission);
        if refused {
            self.handle(Event::Failed(attempt, SendError::Unreachable));
        }
    }

    /// Reads the chosen files again after a request failed.
    pub(super) fn read_files(self, attempt: AttemptNumber, error: SendError, draft: Arc<Draft>) {
        spawn(async move {
            draft.reread_files().await;
            if !self.lifecycle.is_disposed() {
                self.handle(Event::FilesRead(attempt, error, draft.report()));
            }
        });
    }
}
