//! One form at work: it loads, is filled in, is sent, and tells the page.

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
use js_sys::Promise;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use web_sys::FormData;

use crate::draft::Draft;
use crate::net::Submission;
use crate::state::{Attempt, Event, Phase};
use crate::view::{self, Actions};
use events::Events;
use new_id::new_id;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use events::types as event_types;
pub(crate) use flat::{Kept, pairs, texts};
pub(crate) use host::FormHost;
pub(crate) use mounted::Mounted;

/// Everything that one form has; a handle that can be copied into every closure.
#[derive(Clone, Copy)]
pub(crate) struct App {
    phase: RwSignal<Phase>,
    /// What nobody has to be told of when it changes; together, because each stored type costs code of its own.
    rest: StoredValue<Rest, LocalStorage>,
}

struct Rest {
    host: FormHost,
    events: Events,
    draft: Option<Arc<Draft>>,
    /// What the page's address says, as far as the form's description lets it fill in anything.
    query: Vec<(FieldPath, String)>,
    /// What the page filled in so far, which an emptied form begins with.
    prefill: Vec<(FieldPath, String)>,
    /// What the visitor had typed when they were here before.
    kept: Vec<(FieldPath, String)>,
    /// The `Idempotency-Key` of this filled form.
    key: String,
    /// What came with the description, for the submission.
    token: Option<String>,
    /// What the token takes besides, until work on it begins.
    challenge: Option<String>,
    /// Work that has begun.
    proof: Option<Promise>,
    /// Whether the token was asked for anew during this attempt.
    renewed: bool,
    /// What was sent last, to be sent again where its outcome is unknown.
    sent: Option<FormData>,
    /// Whether nobody knows what became of an earlier submission of this filled form.
    open: bool,
    attempt: Attempt,
    submission: Option<Submission>,
    /// Signals that are made while a future runs belong to the form, not to the future. Weak, because the form
    /// holds this: otherwise nothing would ever be freed, and an unmounted form would go on loading and sending.
    owner: WeakOwner,
}

/// A key that no other filled form has, written as the header's draft asks for
/// (draft-ietf-httpapi-idempotency-key-header, section 2.1): as a string in quotes.
fn new_key() -> String {
    ["\"", &new_id(), "\""].concat()
}

impl App {
    /// A form that begins to load. It belongs to the current owner.
    pub(crate) fn start(host: FormHost) -> Self {
        let rest = Rest {
            events: Events::new(&host),
            host,
            draft: None,
            query: Vec::new(),
            prefill: Vec::new(),
            kept: Vec::new(),
            key: new_key(),
            token: None,
            challenge: None,
            proof: None,
            renewed: false,
            sent: None,
            open: false,
            attempt: Attempt::default(),
            submission: None,
            owner: Owner::current().unwrap_or_default().downgrade(),
        };
        let app = Self { phase: RwSignal::new(Phase::Loading), rest: StoredValue::new_local(rest) };
        app.load(false);
        app
    }

    /// What the visitor sees of it.
    pub(crate) fn view(self) -> impl IntoView {
        view::screen(self.phase, self.actions(), move || self.draft())
    }

    fn actions(self) -> Actions {
        Actions {
            submit: UnsyncCallback::new(move |()| self.submit()),
            submit_as_new: UnsyncCallback::new(move |()| self.submit_as_new()),
            check: UnsyncCallback::new(move |()| self.check()),
            cancel: UnsyncCallback::new(move |()| self.cancel()),
            reload: UnsyncCallback::new(move |()| {
                self.step(Event::Reload);
                self.load(true);
            }),
            focus: UnsyncCallback::new(move |path: FieldPath| {
                self.rest.with_value(|rest| rest.host.focus_id(&view::id_of(path)));
            }),
            changed: UnsyncCallback::new(move |path| {
                self.work();
                self.tell(|events| events.change(path));
            }),
        }
    }

    fn draft(self) -> Option<Arc<Draft>> {
        self.rest.with_value(|rest| rest.draft.clone())
    }

    /// The proxy, the form, and the correlation id of the attempt.
    fn address(self) -> (String, String, String) {
        self.rest
            .with_value(|rest| (rest.host.proxy.clone(), rest.host.form.clone(), rest.events.attempt_id()))
    }

    fn step(self, event: Event) {
        self.phase.update(|phase| *phase = std::mem::replace(phase, Phase::Loading).next(event));
    }

    /// Tells the page. A copy is taken first: a page may remove the form in answer to an event.
    fn tell<T>(self, tell: impl FnOnce(&Events) -> T) -> T {
        let events = self.rest.with_value(|rest| rest.events.clone());
        tell(&events)
    }
}
