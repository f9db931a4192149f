//! From nothing to a form that can be filled in.

use std::sync::Arc;

use customer_form_contract::FieldPath;
use customer_form_contract::wire::FailCode;
use leptos::prelude::*;

use super::App;
use super::events::Events;
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Event, LoadError, Said, SendError};
use crate::text;

impl App {
    pub(super) fn load(self) {
        let (proxy, form, _) = self.address();
        // The answer that the page asked for already serves the first time only.
        let asked = self.rest.try_update_value(|rest| rest.host.description.take()).flatten();
        spawn(async move {
            let told_id = |id| {
                self.rest.try_update_value(|rest| rest.events.attempt = id);
            };
            let loaded = net::load(&proxy, &form, asked, told_id).await;
            // The form may have been unmounted while it waited.
            if self.phase.is_disposed() {
                return;
            }
            match loaded {
                Ok(net::Loaded { config, token }) => {
                    let Some(owner) = self.rest.with_value(|rest| rest.owner.upgrade()) else { return };
                    let draft = owner.with(|| Arc::new(Draft::new(config)));
                    let before = self.draft();
                    self.rest.update_value(|rest| {
                        rest.fill(&draft);
                        rest.token = token;
                        rest.draft = Some(draft.clone());
                    });
                    // There was a form, and it has changed under what the visitor had filled in.
                    if let Some(before) = before {
                        draft.take_over(&before);
                        self.step(Event::Renewed(renewed(&draft, &before)));
                        self.show_what_is_said();
                    } else {
                        self.step(Event::Loaded);
                    }
                    self.tell(Events::ready);
                }
                Err(error) => self.load_failed(error),
            }
        });
    }

    fn load_failed(self, error: LoadError) {
        self.step(Event::LoadFailed(error));
        self.tell(|events| events.load_error(error));
    }
}

/// That the form has changed, and where to look.
fn renewed(draft: &Draft, before: &Draft) -> Vec<Said> {
    let all = text::send_error(SendError::Refused(FailCode::ConfigChanged));
    let mut said = vec![Said { path: FieldPath::Form, sentence: all.to_owned() }];
    said.extend(draft.new_since(before).map(|path| {
        let sentence = text::renewed(&text::label(path, &draft.config));
        Said { path, sentence }
    }));
    said
}
