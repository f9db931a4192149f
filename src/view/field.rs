//! What every field has around its control: label, description, errors.
//!
//! Parts: `field`, `label`, `mark`, `hint`, `errors`, `error`.

use leptos::prelude::*;

use super::built::{Build, Built, dynamic};
use super::context::{Attr, attr};
use crate::state::FieldMessage;

/// The class of a field that takes files.
pub(super) const FILES: &str = "cf-field cf-field--files";

/// What stands around a control.
pub(super) struct Frame {
    /// The control's id.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) required: bool,
    /// Its class, which says how high it is and whether two such fields may share a row.
    pub(super) class: &'static str,
    pub(super) shown: Memo<Vec<FieldMessage>>,
}

impl Frame {
    /// What a screen reader reads after the label: the description, then the errors. The errors' element is
    /// always there, so that the reference never dangles.
    pub(super) fn described_by(&self) -> String {
        let mut ids = String::new();
        if self.hint.is_some() {
            ids.push_str(&self.id);
            ids.push_str("-hint ");
        }
        ids.push_str(&self.id);
        ids.push_str("-error");
        ids
    }

    /// The value of `aria-invalid`; the attribute is absent while nothing is shown.
    pub(super) fn invalid(&self) -> Attr {
        let shown = self.shown;
        attr(move || (!shown.read().is_empty()).then_some("true"))
    }

    /// The value of `aria-required`.
    pub(super) fn aria_required(&self) -> Option<&'static str> {
        self.required.then_some("true")
    }

    /// The field with its control, and `below` it whatever else it has.
    pub(super) fn view(self, control: Built) -> Built {
        let Self { id, label, hint, required, class, shown } = self;
        let errors = errors(&id, shown);
        let hint = hint.map(|hint| {
            view! { <p class="cf-hint" part="hint" id=[&id, "-hint"].concat()>{hint}</p> }.built()
        });
        // A browser calls the control of a file a button, which `aria-required` says nothing of.
        let spoken = (required && class == FILES)
            .then(|| view! { <span class="cf-spoken">" (required)"</span> }.built());
        view! {
            <div class=class part="field">
                <label class="cf-label" part="label" for=id>{label}{mark(required)}{spoken}</label>
                {hint}
                {errors}
                {control}
            </div>
        }
        .built()
    }
}

/// The mark of a required field. The control's `aria-required` says it to a screen reader; `required` would make the
/// browser call an empty control invalid from the start.
fn mark(required: bool) -> Option<Built> {
    required.then(|| view! { <span class="cf-mark" part="mark" aria-hidden="true">" *"</span> }.built())
}

/// The errors of a field, one paragraph each.
pub(super) fn errors(id: &str, shown: Memo<Vec<FieldMessage>>) -> Built {
    let sentences = dynamic(move || {
        let line =
            |said: FieldMessage| view! { <p class="cf-error" part="error">{said.sentence}</p> }.built();
        shown.get().into_iter().map(line).collect::<Vec<_>>().built()
    });
    view! { <div class="cf-errors" part="errors" id=[id, "-error"].concat()>{sentences}</div> }.built()
}
