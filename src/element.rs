//! The functions and the class behind the `<customer-form>` element. `embed.js` defines the element and calls them.
//!
//! `embed.js` converts the page's values into flat lists of texts, so that the WebAssembly module needs little code to
//! read them.

mod panic;

use customer_form_contract::{FieldPath, FieldProblem};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Node};

use crate::app::{FormHost, Mounted, SavedDraft, pairs, texts};
use crate::state::FieldMessage;

/// Prepares the module for forms. Must be called once, when the module is loaded.
pub fn start() {
    panic::install();
}

/// A form in a page. `free()` removes the form from the page and frees its memory.
#[wasm_bindgen]
pub struct MountedForm {
    mounted: Mounted,
    host: HtmlElement,
}

/// Shows a form in an element's shadow root.
///
/// `host` is the element. The form is inserted into `place`: the element's shadow root, or a fragment that the caller
/// inserts there when the element gets the event `ready`. `form` is the form's name at the proxy. `proxy` is the proxy's address, without a path and without a slash at its
/// end. `answer` is a promise of the answer to `GET /api/forms/{form}`, if that request has already been sent. `prove`
/// does a proof of work, see `browser/proof.js`. `panicked` is called after a panic: no form of the page works any
/// more.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    place: Node,
    form: String,
    proxy: String,
    answer: Option<Promise>,
    prove: Option<Function>,
    panicked: Function,
) -> MountedForm {
    panic::watch(&host, panicked);
    let Some(root) = host.shadow_root() else { unreachable!("the element has an open shadow root") };
    let mounted = Mounted::new(FormHost { element: host.clone(), root, form, proxy, answer, prove }, place);
    MountedForm { mounted, host }
}

#[wasm_bindgen]
impl MountedForm {
    /// `loading`, `unavailable`, `editing`, `sending` or `accepted`.
    #[wasm_bindgen(getter)]
    pub fn phase(&self) -> String {
        self.mounted.app.phase_name().to_owned()
    }

    /// Fills in values, given as a list that alternates paths and texts: `["email", "ada@example.com", …]`. Ignores
    /// paths that are not a text field of this form, and fields that the visitor has typed into.
    pub fn prefill(&self, values: &Array) {
        self.mounted.app.prefill(texts(values));
    }

    /// Fills in values from the query of the page's address, in the same format as [`MountedForm::prefill`]. Ignores
    /// fields that the form configuration does not list in `prefill_from_url`.
    #[wasm_bindgen(js_name = prefillFromUrl)]
    pub fn prefill_from_url(&self, query: &Array) {
        self.mounted.app.prefill_from_url(texts(query));
    }

    /// Returns the values that the visitor has typed and chosen so far, as a list that alternates paths and texts. The
    /// list begins with `key` and the `Idempotency-Key`. Of a chosen file, it contains only the name.
    pub fn kept(&self) -> Array {
        self.mounted.app.kept().to_list()
    }

    /// Restores a draft that `kept` returned on an earlier visit. Ignores any other list.
    pub fn restore(&self, kept: &Array) {
        if let Some(kept) = SavedDraft::from_list(kept) {
            self.mounted.app.restore(kept);
        }
    }

    /// Empties the form, also after success. Does nothing while a submission is on its way.
    pub fn reset(&self) {
        self.mounted.app.reset();
    }

    /// Submits the form as the "Submit" button does.
    pub fn submit(&self) {
        self.mounted.app.submit();
    }

    /// Shows the problems that the page found, given as a list that alternates paths and sentences. An unknown path
    /// means the form as a whole; without a sentence the form says that the field "was not accepted". An empty list
    /// removes the problems.
    #[wasm_bindgen(js_name = setErrors)]
    pub fn set_errors(&self, errors: &Array) {
        let said = pairs(errors).map(|(path, sentence)| {
            let path = path.unwrap_or(FieldPath::Form);
            let sentence = sentence.filter(|sentence| !sentence.is_empty());
            FieldMessage {
                path,
                sentence: sentence.unwrap_or_else(|| self.mounted.app.problem(path, FieldProblem::Refused)),
            }
        });
        self.mounted.app.show_page_problems(said.collect());
    }
}

impl Drop for MountedForm {
    fn drop(&mut self) {
        panic::unwatch(&self.host);
    }
}
