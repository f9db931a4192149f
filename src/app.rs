//! The controller of one form. `state` decides what happens; this module does it: it fetches, sends, moves the focus,
//! and dispatches events to the partner page.

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
use crate::state::{self, Effect, Event, Lifecycle, Message, Purpose, Target};
use crate::view::{self, Intent};
use events::Events;
use new_id::{new_id, new_key};

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) use events::types as event_types;
pub(crate) use flat::{SavedDraft, pairs, texts};
pub(crate) use host::FormHost;
pub(crate) use mounted::Mounted;

/// The handle to everything that belongs to one form. It is `Copy`, so that every closure can have its own.
#[derive(Clone, Copy)]
pub(crate) struct FormController {
    lifecycle: RwSignal<Lifecycle>,
    /// The data that no view depends on. One stored value holds all of it, because each stored type adds code to the
    /// module.
    resources: StoredValue<FormResources, LocalStorage>,
}

struct FormResources {
    host: FormHost,
    draft: Option<Arc<Draft>>,
    /// The query parameters of the page's address. The form configuration lists the fields that they may fill in.
    query: Vec<(FieldPath, String)>,
    /// The values that the partner page filled in. A form that is emptied starts with them again.
    prefill: Vec<(FieldPath, String)>,
    /// The values that the visitor typed on an earlier visit.
    kept: Vec<(FieldPath, String)>,
    /// The snapshot: the last body sent. The form sends it again when the outcome is unknown.
    snapshot: Option<FormData>,
    /// The current request. Dropping this value aborts the request.
    submission: Option<Submission>,
    /// The reactive owner of the form. Signals that an asynchronous task creates belong to this owner. The reference is
    /// weak, because the owner holds this struct: with a strong reference, the memory would never be freed, and an
    /// unmounted form would continue to load and to send.
    owner: WeakOwner,
}

impl FormController {
    /// Creates a form and starts to load it. The form belongs to the current owner.
    pub(crate) fn start(host: FormHost) -> Self {
        let resources = FormResources {
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
        let app = Self { lifecycle, resources: StoredValue::new_local(resources) };
        app.load(Purpose::First);
        app
    }

    /// Returns the form's view.
    pub(crate) fn view(self) -> impl IntoView {
        view::screen(self.lifecycle, UnsyncCallback::new(move |intent| self.act(intent)), move || {
            self.draft()
        })
    }

    /// Carries out the intent of a view.
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
                return self.resources.with_value(|resources| resources.host.focus_id(&view::id_of(path)));
            }
        });
    }

    /// Handles an event and carries out its effects.
    fn handle(self, event: Event) {
        for effect in state::update(self.lifecycle, event) {
            // A partner page may remove the form while it handles an event.
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
            Effect::LeaveCancel => self.resources.with_value(|resources| resources.host.leave_cancel()),
            Effect::Abort => self.resources.update_value(|resources| resources.submission = None),
            Effect::Prove(challenge) => self.prove(challenge),
            // The page may use the form's fields at once.
            Effect::Tell(Message::Ready) => self.once_shown(move || self.tell_message(Message::Ready)),
            Effect::Tell(message) => self.tell_message(message),
            effect => {
                if let Some(draft) = self.draft() {
                    self.carry_out_with(effect, draft);
                }
            }
        }
    }

    /// Carries out the effects that need the draft.
    fn carry_out_with(self, effect: Effect, draft: Arc<Draft>) {
        match effect {
            Effect::Check => self.check(draft),
            Effect::Ask => {
                let goes_on = self.tell(Events::submit);
                self.handle(Event::PageDecided(goes_on));
            }
            Effect::TakeSnapshot => self.take_snapshot(&draft),
            Effect::Post(request) => self.post(request),
            Effect::ReadFiles(attempt, error) => self.read_files(attempt, error, draft),
            Effect::Clear => {
                draft.clear();
                self.resources.update_value(|resources| {
                    resources.kept.clear();
                    resources.fill(&draft);
                });
            }
            Effect::MarkAnswered => draft.mark_answered(),
            _ => {}
        }
    }

    fn draft(self) -> Option<Arc<Draft>> {
        self.resources.with_value(|resources| resources.draft.clone())
    }

    /// Returns the proxy's address and the form's name.
    fn address(self) -> (String, String) {
        self.resources.with_value(|resources| (resources.host.proxy.clone(), resources.host.form.clone()))
    }

    /// Dispatches an event to the partner page. `tell` gets its own `Events`, because a page may remove the form while
    /// it handles an event.
    fn tell<T>(self, tell: impl FnOnce(&Events) -> T) -> T {
        let id = self.lifecycle.with_untracked(|lifecycle| lifecycle.request_id().to_owned());
        tell(&self.resources.with_value(|resources| Events::new(&resources.host, id)))
    }

    fn tell_message(self, message: Message) {
        let draft = self.draft();
        self.tell(|events| events.message(message, draft));
    }

    /// Moves the focus, after the views have been updated.
    fn focus(self, target: Target) {
        let selector = match target {
            Target::Message => view::FOCUS_TARGET,
            Target::FirstField => "input",
        };
        self.once_shown(move || self.resources.with_value(|resources| resources.host.focus_first(selector)));
    }

    /// Calls `then` after the views have been updated, unless the form has been unmounted meanwhile.
    fn once_shown(self, then: impl FnOnce() + 'static) {
        spawn(async move {
            tick().await;
            if !self.lifecycle.is_disposed() {
                then();
            }
        });
    }
}
