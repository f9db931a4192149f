//! What every field's view needs.

use std::sync::{Arc, Mutex};

use customer_form_contract::wire::Source;
use customer_form_contract::{FieldPath, Problem, Report};
use leptos::prelude::*;

use crate::draft::{Draft, FieldState, shown_at};
use crate::state::{Notice, Phase};
use crate::text;

/// What a view may ask for.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    /// Check and send.
    pub(crate) submit: UnsyncCallback<()>,
    /// Stop sending.
    pub(crate) cancel: UnsyncCallback<()>,
    /// Load again.
    pub(crate) reload: UnsyncCallback<()>,
    /// Move the focus to that field.
    pub(crate) focus: UnsyncCallback<FieldPath>,
    /// The visitor changed that field and is done with it.
    pub(crate) changed: UnsyncCallback<FieldPath>,
}

/// The form that a field stands in.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) draft: Arc<Draft>,
    pub(super) actions: Actions,
    /// What the proxy or the CRM last found wrong.
    pub(super) found: Memo<Option<Arc<Report>>>,
    /// Whether a pointer is down on the buttons. A field that is left because of it does not show its error
    /// yet: the error would move the button away from under the pointer, and the click would be lost.
    pub(super) pressing: RwSignal<bool>,
}

/// The changing value of an attribute; absent while it is `None`. One type for all, so that the code behind it is
/// compiled once.
pub(super) type Attr = Arc<Mutex<dyn FnMut() -> Option<&'static str> + Send>>;

/// An attribute whose value `value` computes.
pub(super) fn attr(value: impl Fn() -> Option<&'static str> + Send + 'static) -> Attr {
    Arc::new(Mutex::new(value))
}

/// One thing that is wrong with a field, as it is shown.
pub(super) type Shown = (FieldPath, Problem);

/// The id of a field's control in the page: its dotted path.
pub(crate) fn id_of(path: FieldPath) -> String {
    path.to_dotted()
}

impl Context {
    pub(super) fn new(draft: Arc<Draft>, phase: RwSignal<Phase>, actions: Actions) -> Self {
        let found = Memo::new(move |_| {
            phase.with(|phase| match phase {
                Phase::Editing(Notice::Invalid { source: Source::Proxy | Source::Crm, report }) => {
                    Some(Arc::new(report.clone()))
                }
                _ => None,
            })
        });
        Self { draft, actions, found, pressing: RwSignal::new(false) }
    }

    /// What the field shows: what `check` finds once it was left or submit was tried, and what was said of it
    /// from outside until it is changed.
    pub(super) fn shown(
        &self,
        path: FieldPath,
        state: Option<RwSignal<FieldState>>,
        check: impl Fn(&Draft) -> Vec<Shown> + Send + Sync + 'static,
    ) -> Memo<Vec<Shown>> {
        let Self { draft, found, .. } = self.clone();
        Memo::new(move |_| {
            let state = state.map(|state| state.get()).unwrap_or_default();
            let mut shown = if state.left || draft.tried.get() { check(&draft) } else { Vec::new() };
            if let Some(report) = found.get().filter(|_| !state.changed) {
                let here = |(at, _): &&Shown| shown_at(*at, &draft.config) == Some(path);
                for problem in report.0.iter().filter(here) {
                    if !shown.contains(problem) {
                        shown.push(*problem);
                    }
                }
            }
            shown
        })
    }

    /// The sentence for something shown.
    pub(super) fn sentence(&self, (path, problem): Shown) -> String {
        let file = self.draft.file(path).map(|file| file.name());
        text::problem(problem, path, &self.draft.config, file.as_deref())
    }

    /// Marks a field as left, unless it was left for a button.
    pub(super) fn leave(&self, state: RwSignal<FieldState>) {
        if !self.pressing.get_untracked() && !state.with_untracked(|state| state.left) {
            state.update(|state| state.left = true);
        }
    }
}
