//! What every field's view needs.

use std::sync::{Arc, Mutex};

use customer_form_contract::wire::Source;
use customer_form_contract::{FieldPath, FieldProblem};
use leptos::prelude::*;

use crate::draft::{Draft, FieldState, shown_at};
use crate::state::{FieldMessage, Lifecycle, Notice, Phase};
use crate::text;

/// What a view may ask for.
#[derive(Clone, Copy)]
pub(crate) enum Intent {
    /// Check and send.
    Submit,
    /// Check and send as another filled form.
    SubmitAsNew,
    /// Send the same again, to learn the outcome.
    CheckOutcome,
    /// Stop sending.
    Cancel,
    /// Load again.
    Reload,
    /// Move the focus to that field.
    Focus(FieldPath),
    /// The visitor changed that field and is done with it.
    Changed(FieldPath),
}

/// Does what a view asks for.
pub(crate) type OnIntent = UnsyncCallback<Intent>;

/// The form that a field stands in.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) draft: Arc<Draft>,
    pub(super) on_intent: OnIntent,
    /// What the proxy, the CRM or the page last found wrong.
    found: Memo<Vec<FieldMessage>>,
    /// What each field shows, and what is wrong with the form as a whole.
    watched: Watched,
    /// Whether a pointer is down on the buttons. A field that is left because of it does not show its error
    /// yet: the error would move the button away from under the pointer, and the click would be lost.
    pub(super) pressing: RwSignal<bool>,
}

/// What each field shows, by the field's path; what is wrong with the form as a whole, by [`FieldPath::Form`].
type Watched = Arc<Mutex<Vec<(FieldPath, Memo<Vec<FieldMessage>>)>>>;

/// The changing value of an attribute; absent while it is `None`. One type for all, so that the code behind it is
/// compiled once.
pub(super) type Attr = Arc<Mutex<dyn FnMut() -> Option<&'static str> + Send>>;

/// An attribute whose value `value` computes.
pub(super) fn attr(value: impl Fn() -> Option<&'static str> + Send + 'static) -> Attr {
    Arc::new(Mutex::new(value))
}

/// The id of a field's control in the page: its dotted path.
pub(crate) fn id_of(path: FieldPath) -> String {
    path.to_dotted()
}

impl Context {
    pub(super) fn new(draft: Arc<Draft>, lifecycle: RwSignal<Lifecycle>, on_intent: OnIntent) -> Self {
        let found = {
            let draft = draft.clone();
            Memo::new(move |_| {
                lifecycle.with(|lifecycle| match lifecycle.phase() {
                    Phase::Editing(Notice::Invalid { source: Source::Proxy | Source::Crm, report }) => {
                        said(&draft, &report.0)
                    }
                    Phase::Editing(Notice::Told(said)) => said.clone(),
                    _ => Vec::new(),
                })
            })
        };
        let ctx =
            Self { draft, on_intent, found, watched: Watched::default(), pressing: RwSignal::new(false) };
        ctx.shown(FieldPath::Form, None, Draft::check_whole);
        ctx
    }

    /// What the field shows: what `check` finds once it was left or submit was tried, and what was said of it
    /// from outside until it is changed.
    pub(super) fn shown(
        &self,
        path: FieldPath,
        state: Option<RwSignal<FieldState>>,
        check: impl Fn(&Draft) -> Vec<(FieldPath, FieldProblem)> + Send + Sync + 'static,
    ) -> Memo<Vec<FieldMessage>> {
        let Self { draft, found, .. } = self.clone();
        let shown = Memo::new(move |_| {
            let state = state.map(|state| state.get()).unwrap_or_default();
            let mut shown =
                if state.left || draft.tried.get() { said(&draft, &check(&draft)) } else { Vec::new() };
            if !state.changed {
                for new in found.get() {
                    let at = shown_at(new.path, &draft.config).unwrap_or(FieldPath::Form);
                    if at == path && !shown.contains(&new) {
                        shown.push(new);
                    }
                }
            }
            shown
        });
        if let Ok(mut watched) = self.watched.lock() {
            watched.push((path, shown));
        }
        shown
    }

    /// What is wrong now at a path that something was wrong at; `None` once that is mended.
    pub(super) fn still(&self, said: &FieldMessage) -> Option<String> {
        let at = shown_at(said.path, &self.draft.config).unwrap_or(FieldPath::Form);
        let watched = self.watched.lock().ok()?.iter().find(|(path, _)| *path == at)?.1;
        watched.with(|now| now.iter().find(|now| now.path == said.path).map(|now| now.sentence.clone()))
    }

    /// Marks a field as left, unless it was left for a button, or with the whole form: a control that has the focus
    /// loses it when it is taken out of the page, and by then its signals may be gone.
    pub(super) fn leave(&self, state: RwSignal<FieldState>) {
        let not_left = state.try_with_untracked(|state| !state.left);
        if self.pressing.try_get_untracked() == Some(false) && not_left == Some(true) {
            state.update(|state| state.left = true);
        }
    }
}

/// A sentence for each problem.
pub(super) fn said(draft: &Draft, problems: &[(FieldPath, FieldProblem)]) -> Vec<FieldMessage> {
    let say = |(path, problem): &(FieldPath, FieldProblem)| {
        let file = draft.file(*path).map(|file| file.name());
        let sentence = text::problem(*problem, *path, &draft.config, file.as_deref());
        FieldMessage { path: *path, sentence }
    };
    problems.iter().map(say).collect()
}
