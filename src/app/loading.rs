//! From nothing to a form that can be filled in.

use std::sync::Arc;

use customer_form_contract::FieldPath;
use customer_form_contract::wire::FailCode;
use leptos::prelude::*;

use super::events::Events;
use super::{App, Rest, new_id};
use crate::draft::{Draft, spawn};
use crate::net;
use crate::state::{Attempt, Event, LoadError, Phase, Said, SendError, Wait};
use crate::text;

/// The form asks for other things than the one that was filled in.
const CONFIG_CHANGED: SendError = SendError::Refused(FailCode::ConfigChanged, Wait(0));

impl App {
    /// Asks for the description: for a form to show, or for a new token of the form that is shown. `again` makes an
    /// address that no cache has.
    pub(super) fn load(self, again: bool) {
        let (proxy, form, _) = self.address();
        let query = if again { ["?", &new_id()].concat() } else { String::new() };
        let attempt = self.rest.with_value(|rest| rest.attempt);
        // The answer that the page asked for already serves the first time only.
        let asked = self.rest.try_update_value(|rest| rest.host.description.take()).flatten();
        spawn(async move {
            let told_id = |id| {
                // A submission keeps its own.
                if self.is_loading() {
                    self.rest.try_update_value(|rest| rest.events.attempt = id);
                }
            };
            let loaded = net::load(&proxy, &form, asked, &query, told_id).await;
            // The form may have been unmounted while it waited.
            if self.phase.is_disposed() {
                return;
            }
            if let Some(draft) = self.draft().filter(|_| !self.is_loading()) {
                return self.token_came(attempt, loaded, &draft);
            }
            match loaded {
                Ok(net::Loaded { config, token, challenge }) => {
                    let Some(owner) = self.rest.with_value(|rest| rest.owner.upgrade()) else { return };
                    let draft = owner.with(|| Arc::new(Draft::new(config)));
                    let before = self.draft();
                    self.rest.update_value(|rest| {
                        rest.fill(&draft);
                        (rest.token, rest.challenge) = (token, challenge);
                        rest.draft = Some(draft.clone());
                    });
                    // There was a form, and it has changed under what the visitor had filled in.
                    if let Some(before) = before {
                        draft.take_over(&before);
                        self.step(Event::Renewed(renewed(&draft, &before)));
                        self.show_what_is_said();
                    } else {
                        self.step(Event::Loaded);
                        // The visitor's "Try again" had the focus.
                        if again {
                            self.focus_soon("input");
                        }
                    }
                    self.tell(Events::ready);
                }
                Err(error) => {
                    self.load_failed(error);
                    if again {
                        self.show_what_is_said();
                    }
                }
            }
        });
    }

    /// Goes on with a submission that lacked nothing but this. Without one it is for the next; where none came, that one
    /// asks again.
    fn token_came(self, attempt: Attempt, loaded: Result<net::Loaded, LoadError>, draft: &Arc<Draft>) {
        let took = loaded.map(|net::Loaded { token, challenge, .. }| {
            self.rest.try_update_value(|rest| rest.take_token(token, challenge)) == Some(true)
        });
        if !self.phase.with_untracked(|phase| phase.is_sending(attempt)) {
            return;
        }
        let error = match took {
            Ok(true) => return self.post(draft),
            Ok(false) => CONFIG_CHANGED,
            Err(LoadError::Unreachable) => SendError::Unreachable,
            Err(LoadError::Refused(code, wait)) => SendError::Refused(code, wait),
            Err(LoadError::Unreadable(wait)) => SendError::Unreadable(wait),
        };
        self.update(attempt, net::Update::Failed(error), draft);
    }

    fn is_loading(self) -> bool {
        self.phase.try_with_untracked(|phase| matches!(phase, Phase::Loading)) == Some(true)
    }

    fn load_failed(self, error: LoadError) {
        self.step(Event::LoadFailed(error));
        self.tell(|events| events.load_error(error));
    }
}

impl Rest {
    /// Takes a new token, unless it came with another description than the form was built from.
    fn take_token(&mut self, token: Option<String>, challenge: Option<String>) -> bool {
        let same = net::of_one_description(self.token.as_deref(), token.as_deref());
        if same {
            (self.token, self.challenge) = (token, challenge);
        }
        same
    }
}

/// That the form has changed, and where to look.
fn renewed(draft: &Draft, before: &Draft) -> Vec<Said> {
    let mut said = vec![Said { path: FieldPath::Form, sentence: text::send_error(CONFIG_CHANGED) }];
    said.extend(draft.new_since(before).map(|path| {
        let sentence = text::renewed(&text::label(path, &draft.config));
        Said { path, sentence }
    }));
    said
}
