//! What a page asks of its form.

use customer_form_contract::{FieldPath, FieldProblem};
use leptos::prelude::*;

use super::{FormController, Rest, SavedDraft, new_key};
use crate::draft::Draft;
use crate::state::{Event, FieldMessage};
use crate::text;

impl FormController {
    /// The phase's name.
    pub(crate) fn phase_name(self) -> &'static str {
        self.lifecycle.with_untracked(|lifecycle| lifecycle.phase().name())
    }

    /// Fills in what the page knows already, now and whenever the form begins anew.
    pub(crate) fn prefill(self, values: Vec<(FieldPath, String)>) {
        if let Some(draft) = self.draft() {
            draft.prefill(&values);
        }
        self.rest.update_value(|rest| rest.prefill.extend(values));
    }

    /// Fills in what the page's address says, where the form's configuration allows it. Before anything else: what the
    /// page says itself counts for more.
    pub(crate) fn prefill_from_url(self, query: Vec<(FieldPath, String)>) {
        self.rest.update_value(|rest| {
            rest.query = query;
            if let Some(draft) = &rest.draft {
                rest.fill(draft);
            }
        });
    }

    /// The filled form's key, and what the visitor has typed and chosen so far, for [`FormController::restore`]; nothing while
    /// there is no form.
    pub(crate) fn kept(self) -> SavedDraft {
        let values = self.draft().map(|draft| draft.kept()).unwrap_or_default();
        SavedDraft { key: self.lifecycle.with_untracked(|lifecycle| lifecycle.key().to_owned()), values }
    }

    /// Gives back what the visitor had typed when they were here before, at once or when the form is there. It is the
    /// same filled form then.
    pub(crate) fn restore(self, SavedDraft { key, values }: SavedDraft) {
        if let Some(draft) = self.draft() {
            draft.restore(&values);
        }
        self.rest.update_value(|rest| rest.kept = values);
        self.handle(Event::Restored(key));
    }

    /// Empties the form, also after success. Not while a submission is on its way: its answer belongs to what is
    /// filled in.
    pub(crate) fn reset(self) {
        self.handle(Event::Reset(new_key()));
    }

    /// Does what the visitor's "Submit" does. In other phases than editing it does nothing.
    pub(crate) fn submit(self) {
        self.handle(Event::Submit);
    }

    /// Shows what the page found wrong, beside its fields and above them; an empty list takes it back. Only while the
    /// form is being filled in: the answer that is on its way is newer.
    pub(crate) fn told(self, said: Vec<FieldMessage>) {
        self.handle(Event::Told(said));
    }

    /// The form's own sentence for a problem; none before there is a form.
    pub(crate) fn problem(self, path: FieldPath, problem: FieldProblem) -> String {
        let draft = self.draft();
        draft.map(|draft| text::problem(problem, path, &draft.config, None)).unwrap_or_default()
    }
}

impl Rest {
    /// What a form begins with.
    pub(super) fn fill(&self, draft: &Draft) {
        let allowed = &draft.config.prefill_from_url;
        let query = self.query.iter().filter(|(path, _)| path.is_text() && allowed.contains(path));
        draft.prefill(&query.cloned().collect::<Vec<_>>());
        draft.prefill(&self.prefill);
        draft.restore(&self.kept);
    }
}
