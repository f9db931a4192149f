//! From nothing to a form that can be filled in.

use std::sync::Arc;

use leptos::prelude::*;

use super::App;
use super::events::Events;
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Event, LoadError};

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
                Ok(config) => {
                    let Some(owner) = self.rest.with_value(|rest| rest.owner.upgrade()) else { return };
                    let draft = owner.with(|| Arc::new(Draft::new(config)));
                    self.rest.update_value(|rest| {
                        rest.fill(&draft);
                        rest.draft = Some(draft);
                    });
                    self.step(Event::Loaded);
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
