//! The frame of a field's control: label, description and errors.
//!
//! Parts: `field`, `label`, `mark`, `hint`, `errors`, `error`.

use leptos::prelude::*;

use super::built::{Build, Built, dynamic};
use super::context::{Attr, attr};
use crate::state::FieldMessage;

/// The class of a field that takes files.
pub(super) const FILES: &str = "cf-field cf-field--files";

/// The data for the elements around a control.
pub(super) struct Frame {
    /// The control's id.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) required: bool,
    /// The field's class, which decides its height and whether two fields may share a row.
    pub(super) class: &'static str,
    pub(super) shown: Memo<Vec<FieldMessage>>,
}

impl Frame {
    /// Returns the ids for `aria-describedby`: the description, then the errors. The element of the errors always
    /// exists, so that the reference is always valid.
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

    /// Returns the value of `aria-invalid`; the attribute is absent while no error is shown.
    pub(super) fn invalid(&self) -> Attr {
        let shown = self.shown;
        attr(move || (!shown.read().is_empty()).then_some("true"))
    }

    /// Returns the value of `aria-required`.
    pub(super) fn aria_required(&self) -> Option<&'static str> {
        self.required.then_some("true")
    }

    /// Returns the field with its control.
    pub(super) fn view(self, control: Built) -> Built {
        let Self { id, label, hint, required, class, shown } = self;
        let errors = errors(&id, shown);
        let hint = hint.map(|hint| {
            view! { <p class="cf-hint" part="hint" id=[&id, "-hint"].concat()>{hint}</p> }.built()
        });
        // Browsers expose a file control as a button, for which `aria-required` has no meaning.
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

/// Returns the mark of a required field. For a screen reader, the control has `aria-required`. It does not have
/// `required`, because the browser would then treat an empty control as invalid from the start.
fn mark(required: bool) -> Option<Built> {
    required.then(|| view! { <span class="cf-mark" part="mark" aria-hidden="true">" *"</span> }.built())
}

/// Returns the errors of a field, one paragraph each.
pub(super) fn errors(id: &str, shown: Memo<Vec<FieldMessage>>) -> Built {
    let sentences = dynamic(move || {
        let line =
            |said: FieldMessage| view! { <p class="cf-error" part="error">{said.sentence}</p> }.built();
        shown.get().into_iter().map(line).collect::<Vec<_>>().built()
    });
    view! { <div class="cf-errors" part="errors" id=[id, "-error"].concat()>{sentences}</div> }.built()
}
