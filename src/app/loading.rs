//! Fetching the form configuration, and building the form from the form configuration.

use std::sync::Arc;

use customer_form_contract::{FieldPath, FormConfig};
use leptos::prelude::*;

use super::{FormController, new_id};
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{CONFIG_CHANGED, Event, FieldMessage, Purpose};
use crate::text;

impl FormController {
    /// Fetches the form configuration. Every request except the first has a unique query, so that no cache can answer
    /// the request.
    pub(super) fn load(self, purpose: Purpose) {
        let (proxy, form) = self.address();
        let query = if purpose == Purpose::First { String::new() } else { ["?", &new_id()].concat() };
        // The answer to the request that the page has already sent is used only the first time.
        let asked = self.resources.try_update_value(|resources| resources.host.answer.take()).flatten();
        spawn(async move {
            let (request_id, loaded) = net::load(&proxy, &form, asked, &query).await;
            // The form may have been unmounted in the meantime.
            if self.lifecycle.is_disposed() {
                return;
            }
            self.handle(match loaded {
                Ok((config, ticket)) => {
                    let news = if purpose.builds_form() { self.build(config) } else { Vec::new() };
                    Event::Loaded { purpose, request_id, ticket, news }
                }
                Err(error) => Event::LoadFailed { purpose, request_id, error },
            });
        });
    }

    /// Builds the form. If there was a form before, the new form takes over the values of the old form. Returns the
    /// messages about the differences.
    fn build(self, config: FormConfig) -> Vec<FieldMessage> {
        let Some(owner) = self.resources.with_value(|resources| resources.owner.upgrade()) else {
            return Vec::new();
        };
        let draft = owner.with(|| Arc::new(Draft::new(config)));
        let before = self.draft();
        self.resources.update_value(|resources| {
            resources.fill(&draft);
            resources.draft = Some(draft.clone());
        });
        let Some(before) = before else { return Vec::new() };
        draft.take_over(&before);
        renewed(&draft, &before)
    }
}

/// Returns the messages for the visitor: one says that the form has changed, and one names each field that is new or
/// has changed.
fn renewed(draft: &Draft, before: &Draft) -> Vec<FieldMessage> {
    let mut said = vec![FieldMessage { path: FieldPath::Form, sentence: text::send_error(CONFIG_CHANGED) }];
    said.extend(draft.changed_fields_since(before).map(|path| {
        let sentence = text::renewed(&text::label(path, &draft.config));
        FieldMessage { path, sentence }
    }));
    said
}
