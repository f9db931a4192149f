//! One form at work. `state` decides; this room carries the decisions out: it fetches, sends, focuses, and dispatches
//! events to the page.

mod asked;
mod controls;
mod events;
mod flat;
mod host;
mod loading;
mod mounted;
mod new_id;
mod sending;

use std::sync::Arc;

use customer_form_contract::FieldPath;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::tick;
use web_sys::FormData;

use crate::draft::{Draft, spawn};
use crate::net::Submission;
use crate::state::{self, Effect, Event, Lifecycle, Purpose, Target};
use crate::view::{self, Intent};
use events::Events;
use new_id::{new_id, new_key};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use events::types as event_types;
pub(crate) use flat::{SavedDraft, pairs, texts};
pub(crate) use host::FormHost;
pub(crate) use mounted::Mounted;

/// Everything that one form has; a handle that can be copied into every closure.
#[derive(Clone, Copy)]
pub(crate) struct FormController {
    lifecycle: RwSignal<Lifecycle>,
    /// What no view depends on; together, because each stored type costs code of its own.
    rest: StoredValue<Rest, LocalStorage>,
}

struct Rest {
    host: FormHost,
    draft: Option<Arc<Draft>>,
    /// The values of the page's address, of which the configuration allows some.
    query: Vec<(FieldPath, String)>,
    /// The values that the page filled in, which an emptied form begins with.
    prefill: Vec<(FieldPath, String)>,
    /// The values that the visitor typed on an earlier visit.
    kept: Vec<(FieldPath, String)>,
    /// The body of the last submission, which is sent again where the outcome is unknown.
    snapshot: Option<FormData>,
    /// The request on its way. Dropping it stops it.
    submission: Option<Submission>,
    /// Signals that are made while a future runs belong to the form, not to the future. Weak, because the form
    /// holds this: otherwise nothing would ever be freed, and an unmounted form would go on loading and sending.
    owner: WeakOwner,
}

impl FormController {
    /// A form that begins to load. It belongs to the current owner.
    pub(crate) fn start(host: FormHost) -> Self {
        let rest = Rest {
            host,
            draft: None,
            query: Vec::new(),
            prefill: Vec::new(),
            kept: Vec::new(),
            snapshot: None,
            submission: None,
            owner: Owner::current().unwrap_or_default().downgrade(),
        };
        let lifecycle = RwSignal::new(Lifecycle::new(new_key(), new_id()));
        let app = Self { lifecycle, rest: StoredValue::new_local(rest) };
        app.load(Purpose::First);
        app
    }

    /// The form's view.
    pub(crate) fn view(self) -> impl IntoView {
        view::screen(self.lifecycle, UnsyncCallback::new(move |intent| self.act(intent)), move || {
            self.draft()
        })
    }

    /// Does what a view asks for.
    fn act(self, intent: Intent) {
        self.handle(match intent {
            Intent::Submit => Event::Submit,
            Intent::SubmitAsNew => Event::SubmitAsNew(new_key()),
            Intent::CheckOutcome => Event::CheckOutcome(new_id()),
            Intent::Cancel => Event::Cancel,
            Intent::Reload => Event::Reload,
            Intent::Changed(path) => {
                self.handle(Event::Changed);
                return self.tell(|events| events.change(path));
            }
            Intent::Focus(path) => {
                return self.rest.with_value(|rest| rest.host.focus_id(&view::id_of(path)));
            }
        });
    }

    /// Takes an event, and carries its effects out.
    fn handle(self, event: Event) {
        for effect in state::update(self.lifecycle, event) {
            // A page may remove the form in answer to an event.
            if !self.lifecycle.is_disposed() {
                self.carry_out(effect);
            }
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Show => {}
            Effect::Load(purpose) => self.load(purpose),
            Effect::Focus(target) => self.focus(target),
            Effect::LeaveCancel => self.rest.with_value(|rest| rest.host.leave_cancel()),
            Effect::Abort => self.rest.update_value(|rest| rest.submission = None),
            Effect::Prove(challenge) => self.prove(challenge),
            Effect::Tell(message) => {
                let draft = self.draft();
                self.tell(|events| events.message(message, draft));
            }
            effect => {
                if let Some(draft) = self.draft() {
                    self.carry_out_with(effect, draft);
                }
            }
        }
    }

    /// The effects that need the values of the form.
    fn carry_out_with(self, effect: Effect, draft: Arc<Draft>) {
        match effect {
            Effect::Check => self.check(draft),
            Effect::Ask => {
                let goes_on = self.tell(Events::submit);
                self.handle(Event::Asked(goes_on));
            }
            Effect::TakeSnapshot => self.take_snapshot(&draft),
            Effect::Post(request) => self.post(request),
            Effect::ReadFiles(attempt, error) => self.read_files(attempt, error, draft),
            Effect::Clear => {
                draft.clear();
                self.rest.update_value(|rest| {
                    rest.kept.clear();
                    rest.fill(&draft);
                });
            }
            Effect::MarkAnswered => draft.mark_answered(),
            _ => {}
        }
    }

    fn draft(self) -> Option<Arc<Draft>> {
        self.rest.with_value(|rest| rest.draft.clone())
    }

    /// The proxy's address, and the form's name.
    fn address(self) -> (String, String) {
        self.rest.with_value(|rest| (rest.host.proxy.clone(), rest.host.form.clone()))
    }

    /// Tells the page. A copy of the sender is made first: a page may remove the form in answer to an event.
    fn tell<T>(self, tell: impl FnOnce(&Events) -> T) -> T {
        let id = self.lifecycle.with_untracked(|lifecycle| lifecycle.request_id().to_owned());
        tell(&self.rest.with_value(|rest| Events::new(&rest.host, id)))
    }

    /// Moves the focus, once what has changed is in the page.
    fn focus(self, target: Target) {
        let selector = match target {
            Target::Message => view::FOCUS_TARGET,
            Target::FirstField => "input",
        };
        spawn(async move {
            tick().await;
            self.rest.try_with_value(|rest| rest.host.focus_first(selector));
        });
    }
}
