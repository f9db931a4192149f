//! The element that a form shows itself in.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot};

/// The element that a form shows itself in, and what its attributes say.
#[derive(Clone)]
pub(crate) struct FormHost {
    /// The element that events go out from.
    pub(crate) element: HtmlElement,
    /// Its shadow root, which the form is shown in.
    pub(crate) root: ShadowRoot,
    /// The `form` attribute: which of the proxy's forms it is.
    pub(crate) form: String,
    /// The proxy's address, such as `https://forms.example.com`.
    pub(crate) proxy: String,
    /// The answer to a request for the form's configuration that is on its way already, as `fetch` promises it.
    /// Without it, the form asks itself.
    pub(crate) answer: Option<Promise>,
    /// Does the proof of work that some forms ask for: takes the challenge as JSON, and promises what goes back, or
    /// something that is no text.
    pub(crate) prove: Option<Function>,
}

impl FormHost {
    /// Moves the focus to the element with that id; ids are unique within one form.
    pub(super) fn focus_id(&self, id: &str) {
        focus(self.root.get_element_by_id(id));
    }

    /// The control with that id, as an input: text areas and selects have a value of the same name.
    pub(super) fn control(&self, id: &str) -> Option<HtmlInputElement> {
        self.root.get_element_by_id(id).map(JsCast::unchecked_into)
    }

    /// Moves the focus to the first element that the selector finds.
    pub(super) fn focus_first(&self, selector: &str) {
        // The only error is a selector that cannot be parsed, and ours are constants.
        focus(self.root.query_selector(selector).ok().flatten());
    }

    /// Moves the focus from "Cancel" to what stands around it: the button goes when all is sent.
    pub(super) fn leave_cancel(&self) {
        if self.root.query_selector("[part=cancel]:focus").ok().flatten().is_some() {
            self.focus_first("[part=progress]");
        }
    }

    /// Begins to work on a challenge.
    pub(super) fn prove(&self, challenge: &str) -> Option<Promise> {
        self.prove.as_ref()?.call1(&JsValue::NULL, &challenge.into()).ok()?.dyn_into().ok()
    }

    /// What stands in the control of that name, which is empty afterwards.
    pub(super) fn take_value(&self, name: &str) -> String {
        let control = self.root.query_selector(&["[name=", name, "]"].concat()).ok().flatten();
        let Some(control) = control.and_then(|control| control.dyn_into::<HtmlInputElement>().ok()) else {
            return String::new();
        };
        let value = control.value();
        control.set_value("");
        value
    }
}

/// Focuses, and brings the element into view. A host that has gone from the page is left alone.
fn focus(element: Option<web_sys::Element>) {
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
    if element.is_connected() {
        // The only error is that of a detached element.
        let _ = element.focus();
    }
}
