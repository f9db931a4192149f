//! The context that every field's view needs.

use std::sync::{Arc, Mutex};

use customer_form_contract::wire::Source;
use customer_form_contract::{FieldPath, FieldProblem};
use leptos::prelude::*;

use crate::draft::{Draft, FieldState, shown_at};
use crate::state::{FieldMessage, Lifecycle, Notice, Phase};
use crate::text;

/// An intent that a view reports.
#[derive(Clone, Copy)]
pub(crate) enum Intent {
    /// Check the values and send the form.
    Submit,
    /// Check the values and send the form with a new idempotency key.
    SubmitAsNew,
    /// Send the snapshot again, to learn the outcome.
    CheckOutcome,
    /// Cancel the submission.
    Cancel,
    /// Load the form again.
    Reload,
    /// Move the focus to that field.
    Focus(FieldPath),
    /// The visitor has finished changing that field.
    Changed(FieldPath),
}

/// The callback that carries out an intent.
pub(crate) type OnIntent = UnsyncCallback<Intent>;

/// The context of a form, for its fields.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) draft: Arc<Draft>,
    pub(super) on_intent: OnIntent,
    /// The problems that the proxy, the CRM or the page found last.
    found: Memo<Vec<FieldMessage>>,
    /// The problems that are shown now.
    watched: Watched,
    /// Whether a pointer is pressed on the buttons. A field that loses the focus because of this does not show its
    /// error yet: the error would move the button away from the pointer, and the click would be lost.
    pub(super) pressing: RwSignal<bool>,
}

/// The problems that each field shows, by the field's path. The problems of the form as a whole have the path
/// [`FieldPath::Form`].
type Watched = Arc<Mutex<Vec<(FieldPath, Memo<Vec<FieldMessage>>)>>>;

/// The changing value of an attribute; the attribute is absent while the value is `None`. All attributes share one
/// type, so that the code for it is compiled once.
pub(super) type Attr = Arc<Mutex<dyn FnMut() -> Option<&'static str> + Send>>;

/// Returns an attribute whose value is computed by `value`.
pub(super) fn attr(value: impl Fn() -> Option<&'static str> + Send + 'static) -> Attr {
    Arc::new(Mutex::new(value))
}

/// Returns the id of a field's control in the page: its dotted path.
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

    /// Returns the problems that a field shows. The problems that `check` finds are shown once the visitor has left the
    /// field or tried to submit; the problems from the proxy, the CRM or the page, until the value changes.
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

    /// Returns the current sentence of a problem that was shown before; `None` if the problem no longer exists.
    pub(super) fn still(&self, said: &FieldMessage) -> Option<String> {
        let at = shown_at(said.path, &self.draft.config).unwrap_or(FieldPath::Form);
        let watched = self.watched.lock().ok()?.iter().find(|(path, _)| *path == at)?.1;
        watched.with(|now| now.iter().find(|now| now.path == said.path).map(|now| now.sentence.clone()))
    }

    /// Marks a field as left, unless a pointer is pressed on the buttons. Does nothing if the field was removed: a
    /// control with the focus loses it when it is removed from the page, and its signals may have been disposed before.
    pub(super) fn leave(&self, state: RwSignal<FieldState>) {
        let not_left = state.try_with_untracked(|state| !state.left);
        if self.pressing.try_get_untracked() == Some(false) && not_left == Some(true) {
            state.update(|state| state.left = true);
        }
    }
}

/// Returns a sentence for each problem.
pub(super) fn said(draft: &Draft, problems: &[(FieldPath, FieldProblem)]) -> Vec<FieldMessage> {
    let say = |(path, problem): &(FieldPath, FieldProblem)| {
        let file = draft.file(*path).map(|file| file.name());
        let sentence = text::problem(*problem, *path, &draft.config, file.as_deref());
        FieldMessage { path: *path, sentence }
    };
    problems.iter().map(say).collect()
}
