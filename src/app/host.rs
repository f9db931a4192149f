//! The element that contains a form.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlInputElement, ShadowRoot};

/// The element that contains a form, and the element's settings.
#[derive(Clone)]
pub(crate) struct FormHost {
    /// The element on which events are dispatched.
    pub(crate) element: HtmlElement,
    /// The element's shadow root, which contains the form.
    pub(crate) root: ShadowRoot,
    /// The `form` attribute: the form's name at the proxy.
    pub(crate) form: String,
    /// The proxy's address, such as `https://forms.example.com`.
    pub(crate) proxy: String,
    /// The promise, from `fetch`, of the answer to a request for the form configuration that `embed.js` has already
    /// sent. `None`: the form sends the request itself.
    pub(crate) answer: Option<Promise>,
    /// Does the proof of work that some forms require. Takes the challenge as JSON and returns a promise of the proof;
    /// the promise's value is no string if there is no proof.
    pub(crate) prove: Option<Function>,
}

impl FormHost {
    /// Moves the focus to the element with that id. Ids are unique within one form.
    pub(super) fn focus_id(&self, id: &str) {
        focus(self.root.get_element_by_id(id));
    }

    /// Returns the control with that id, cast to an input: text areas and selects have a `value` too.
    pub(super) fn control(&self, id: &str) -> Option<HtmlInputElement> {
        self.root.get_element_by_id(id).map(JsCast::unchecked_into)
    }

    /// Moves the focus to the first element that matches the selector.
    pub(super) fn focus_first(&self, selector: &str) {
        // The query fails only for a selector that cannot be parsed, and the selectors are constants.
        focus(self.root.query_selector(selector).ok().flatten());
    }

    /// Moves the focus from "Cancel" to the element around it, because the button disappears when all bytes are sent.
    pub(super) fn leave_cancel(&self) {
        if self.root.query_selector("[part=cancel]:focus").ok().flatten().is_some() {
            self.focus_first("[part=progress]");
        }
    }

    /// Starts to work on a challenge. Returns `None` if there is no prover.
    pub(super) fn prove(&self, challenge: &str) -> Option<Promise> {
        self.prove.as_ref()?.call1(&JsValue::NULL, &challenge.into()).ok()?.dyn_into().ok()
    }

    /// Returns the value of the control with that name, and empties the control.
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

/// Moves the focus to the element, which scrolls it into view. Does nothing if the element is no longer in the page.
fn focus(element: Option<web_sys::Element>) {
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return };
    if element.is_connected() {
        // Focusing fails only for a detached element.
        let _ = element.focus();
    }
}
