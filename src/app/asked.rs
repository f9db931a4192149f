//! The methods that a partner page can call on its form.

use customer_form_contract::{FieldPath, FieldProblem};
use leptos::prelude::*;

use super::{FormController, FormResources, SavedDraft, new_key};
use crate::draft::Draft;
use crate::state::{Event, FieldMessage};
use crate::text;

impl FormController {
    /// Returns the phase's name.
    pub(crate) fn phase_name(self) -> &'static str {
        self.lifecycle.with_untracked(|lifecycle| lifecycle.phase().name())
    }

    /// Fills in the values that the page gives, now and each time that the form is built or emptied.
    pub(crate) fn prefill(self, values: Vec<(FieldPath, String)>) {
        if let Some(draft) = self.draft() {
            draft.prefill(&values);
        }
        self.resources.update_value(|resources| resources.prefill.extend(values));
    }

    /// Fills in the values from the query of the page's address, if the form configuration allows their fields. Must be
    /// called before [`FormController::prefill`], because the values that the page gives there take precedence.
    pub(crate) fn prefill_from_url(self, query: Vec<(FieldPath, String)>) {
        self.resources.update_value(|resources| {
            resources.query = query;
            if let Some(draft) = &resources.draft {
                resources.fill(draft);
            }
        });
    }

    /// Returns the idempotency key and the values that the visitor has typed and chosen so far, for
    /// [`FormController::restore`]. The list of values is empty while no form is loaded.
    pub(crate) fn kept(self) -> SavedDraft {
        let values = self.draft().map(|draft| draft.kept()).unwrap_or_default();
        SavedDraft { key: self.lifecycle.with_untracked(|lifecycle| lifecycle.key().to_owned()), values }
    }

    /// Restores the draft of an earlier visit, at once or when the form is loaded. The form also continues with the
    /// draft's idempotency key.
    pub(crate) fn restore(self, SavedDraft { key, values }: SavedDraft) {
        if let Some(draft) = self.draft() {
            draft.restore(&values);
        }
        self.resources.update_value(|resources| resources.kept = values);
        self.handle(Event::Restored(key));
    }

    /// Empties the form, also after success. Does nothing while a submission is on its way, because the answer belongs
    /// to the current values.
    pub(crate) fn reset(self) {
        self.handle(Event::Reset(new_key()));
    }

    /// Submits the form as the "Submit" button does. Does nothing unless the phase is editing.
    pub(crate) fn submit(self) {
        self.handle(Event::Submit);
    }

    /// Shows the problems that the page found, beside the fields and in the summary; an empty list removes them. Does
    /// nothing unless the phase is editing: during a submission, the answer to the submission will be newer.
    pub(crate) fn show_page_problems(self, said: Vec<FieldMessage>) {
        self.handle(Event::PageProblems(said));
    }

    /// Returns the form's own sentence for a problem; an empty text while no form is loaded.
    pub(crate) fn problem(self, path: FieldPath, problem: FieldProblem) -> String {
        let draft = self.draft();
        draft.map(|draft| text::problem(problem, path, &draft.config, None)).unwrap_or_default()
    }
}

impl FormResources {
    /// Fills in the values that a new or emptied form starts with.
    pub(super) fn fill(&self, draft: &Draft) {
        let allowed = &draft.config.prefill_from_url;
        let query = self.query.iter().filter(|(path, _)| path.is_text() && allowed.contains(path));
        draft.prefill(&query.cloned().collect::<Vec<_>>());
        draft.prefill(&self.prefill);
        draft.restore(&self.kept);
    }
}
