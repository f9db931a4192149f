//! Reading the values of the controls at submission.

use customer_form_contract::FieldPath;
use leptos::prelude::*;
use web_sys::Event;

use super::FormController;
use crate::draft::Draft;
use crate::view;

impl FormController {
    /// Takes over values that were set in a control without an event, as some tools do that fill in forms. The form has
    /// to check and send what the visitor sees.
    pub(super) fn read_controls(self, draft: &Draft) {
        for path in draft.paths() {
            let control = self.resources.with_value(|resources| resources.host.control(&view::id_of(path)));
            let Some(control) = control else { continue };
            let is_new = match (draft.text(path), path) {
                (Some(field), _) => field.value.with_untracked(|known| control.value() != *known),
                (_, FieldPath::Permission(permission)) => {
                    control.checked()
                        != draft.permissions.with_untracked(|chosen| chosen.contains(permission))
                }
                _ => control.files().is_some_and(|files| files.length() > 0),
            };
            if is_new {
                // The control's own listener takes the value. The event does not bubble, because the visitor did not
                // change anything.
                let _ = Event::new("change").and_then(|event| control.dispatch_event(&event));
            }
        }
    }
}
