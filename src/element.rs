//! The `<customer-form>` element: what `embed.js`, which defines it, calls.
//!
//! `embed.js` brings what a page says into flat lists of texts, so that little of the reading happens here.

mod panic;

use customer_form_contract::{FieldPath, FieldProblem};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::app::{FormHost, Mounted, SavedDraft, pairs, texts};
use crate::state::FieldMessage;

/// Makes ready for forms. Has to run once, when the module is loaded.
pub fn start() {
    panic::install();
}

/// A form that stands in a page. It is taken out of it, and everything it holds is freed, by `free()`.
#[wasm_bindgen]
pub struct MountedForm {
    mounted: Mounted,
    host: HtmlElement,
}

/// Shows a form in an element's shadow root.
///
/// `form` is the form's name at the proxy, `proxy` the proxy's address without a path, and without a slash at its end.
/// `answer` is a promise of the answer to `GET /api/forms/{form}`, if that was asked for already. `prove` does a
/// proof of work, see `proof.js`. `panicked` is called after a panic: no form of the page can go on.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    root: ShadowRoot,
    form: String,
    proxy: String,
    answer: Option<Promise>,
    prove: Option<Function>,
    panicked: Function,
) -> MountedForm {
    panic::watch(&host, panicked);
    let mounted = Mounted::new(FormHost { element: host.clone(), root, form, proxy, answer, prove });
    MountedForm { mounted, host }
}

#[wasm_bindgen]
impl MountedForm {
    /// `loading`, `unavailable`, `editing`, `sending` or `accepted`.
    #[wasm_bindgen(getter)]
    pub fn phase(&self) -> String {
        self.mounted.app.phase_name().to_owned()
    }

    /// Fills in values, given as path and text in turn: `["email", "ada@example.com", …]`. What is no text field of
    /// this form, and what the visitor has typed into, is left as it is.
    pub fn prefill(&self, values: &Array) {
        self.mounted.app.prefill(texts(values));
    }

    /// The same of the page's address, as far as the form's configuration lets it fill in anything.
    #[wasm_bindgen(js_name = prefillFromUrl)]
    pub fn prefill_from_url(&self, query: &Array) {
        self.mounted.app.prefill_from_url(texts(query));
    }

    /// What the visitor has typed and chosen so far, as path and text in turn; files are not among it. The first path
    /// is none: `key` and the filled form's `Idempotency-Key`.
    pub fn kept(&self) -> Array {
        self.mounted.app.kept().to_list()
    }

    /// Gives back what `kept` gave when the visitor was here before. Anything else changes nothing.
    pub fn restore(&self, kept: &Array) {
        if let Some(kept) = SavedDraft::from_list(kept) {
            self.mounted.app.restore(kept);
        }
    }

    /// Empties the form, also after success; not while a submission is on its way.
    pub fn reset(&self) {
        self.mounted.app.reset();
    }

    /// Does what the visitor's "Submit" does.
    pub fn submit(&self) {
        self.mounted.app.submit();
    }

    /// Shows what the page found wrong, given as path and sentence in turn. An unknown path stands for the form as a
    /// whole; without a sentence the field was "not accepted". An empty list takes back what was shown.
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
        self.mounted.app.told(said.collect());
    }
}

impl Drop for MountedForm {
    fn drop(&mut self) {
        panic::unwatch(&self.host);
    }
}
