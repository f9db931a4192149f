//! One form at work: it loads, is filled in, is sent, and tells the page.

mod events;
mod host;

use std::sync::Arc;

use customer_form_contract::wire::{Outcome, Source};
use customer_form_contract::{FieldPath, Part, Report, parts};
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::task::tick;

use crate::draft::{Draft, spawn};
use crate::net::{self, Submission};
use crate::state::{Attempt, Event, LoadError, Phase, Progress, SendError};
use crate::view::{self, Actions};
use events::Events;

pub use host::FormHost;

/// Everything that one form has; a handle that can be copied into every closure.
#[derive(Clone, Copy)]
struct App {
    phase: RwSignal<Phase>,
    /// What nobody has to be told of when it changes; together, because each stored type costs code of its own.
    rest: StoredValue<Rest, LocalStorage>,
}

struct Rest {
    host: FormHost,
    events: Events,
    draft: Option<Arc<Draft>>,
    attempt: Attempt,
    submission: Option<Submission>,
    /// Signals that are made while a future runs belong to the form, not to the future. Weak, because the form
    /// holds this: otherwise nothing would ever be freed, and an unmounted form would go on loading and sending.
    owner: WeakOwner,
}

/// The form as a component. It shows itself in `host` and tells `host` what happens, in events.
#[component]
pub fn CustomerForm(
    /// Where it stands, which form it is, and which proxy serves it.
    host: FormHost,
) -> impl IntoView {
    let rest = Rest {
        events: Events::new(&host),
        host,
        draft: None,
        attempt: Attempt::default(),
        submission: None,
        owner: Owner::current().unwrap_or_default().downgrade(),
    };
    let app = App { phase: RwSignal::new(Phase::Loading), rest: StoredValue::new_local(rest) };
    app.load();
    view::screen(app.phase, app.actions(), move || app.draft())
}

impl App {
    fn actions(self) -> Actions {
        Actions {
            submit: UnsyncCallback::new(move |()| self.submit()),
            cancel: UnsyncCallback::new(move |()| self.cancel()),
            reload: UnsyncCallback::new(move |()| {
                self.step(Event::Reload);
                self.load();
            }),
            focus: UnsyncCallback::new(move |path: FieldPath| {
                self.rest.with_value(|rest| rest.host.focus_id(&view::id_of(path)));
            }),
            changed: UnsyncCallback::new(move |path| self.tell(|events| events.change(path))),
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

    fn is_current(self, attempt: Attempt) -> bool {
        self.rest.with_value(|rest| rest.attempt == attempt)
    }

    fn step(self, event: Event) {
        self.phase.update(|phase| *phase = std::mem::replace(phase, Phase::Loading).next(event));
    }

    fn load(self) {
        let (proxy, form, _) = self.address();
        spawn(async move {
            let told_id = |id| {
                self.rest.try_update_value(|rest| rest.events.attempt = id);
            };
            let loaded = net::load(&proxy, &form, told_id).await;
            // The form may have been unmounted while it waited.
            if self.phase.is_disposed() {
                return;
            }
            match loaded {
                Ok(config) => {
                    let Some(owner) = self.rest.with_value(|rest| rest.owner.upgrade()) else { return };
                    let draft = owner.with(|| Arc::new(Draft::new(config)));
                    self.rest.update_value(|rest| rest.draft = Some(draft));
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

    fn submit(self) {
        let Some(draft) = self.draft() else { return };
        if !self.phase.with_untracked(|phase| matches!(phase, Phase::Editing(_))) {
            return;
        }
        spawn(async move {
            draft.settle().await;
            // Two presses in one instant both come here; the second finds the form sending.
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
        if self.phase.is_disposed() || !self.is_current(attempt) {
            return;
        }
        match update {
            net::Update::Progressed(progress) => {
                self.step(Event::Progressed(attempt, progress));
                if let Progress::Uploading { sent, total } = progress {
                    self.tell(|events| events.progress(sent, total));
                }
            }
            net::Update::Answered(outcome) => self.answered(attempt, outcome, draft),
            net::Update::Failed(error) => self.failed(attempt, error),
        }
    }

    fn answered(self, attempt: Attempt, outcome: Outcome, draft: &Arc<Draft>) {
        // A refusal without a reason still has to say something.
        let outcome = match outcome {
            Outcome::Rejected(source, report) if report.is_empty() => Outcome::Rejected(
                source,
                Report(vec![(FieldPath::Form, customer_form_contract::Problem::Refused)]),
            ),
            outcome => outcome,
        };
        draft.mark_answered();
        self.step(Event::Answered(attempt, outcome.clone()));
        self.show_what_is_said();
        self.tell(|events| match &outcome {
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

    fn cancel(self) {
        self.rest.update_value(|rest| rest.submission = None);
        self.failed(self.rest.with_value(|rest| rest.attempt), SendError::Cancelled);
    }

    /// Moves the focus to what the form has just said, once it stands in the page.
    fn show_what_is_said(self) {
        spawn(async move {
            tick().await;
            self.rest.try_with_value(|rest| rest.host.focus_first(view::FOCUS_TARGET));
        });
    }

    /// Tells the page. A copy is taken first: a page may remove the form in answer to an event.
    fn tell<T>(self, tell: impl FnOnce(&Events) -> T) -> T {
        let events = self.rest.with_value(|rest| rest.events.clone());
        tell(&events)
    }
}
