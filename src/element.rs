//! The `<customer-form>` element: what `embed.js`, which defines it, calls.
//!
//! `embed.js` brings what a page says into flat lists of texts, so that little of the reading happens here.

mod panic;

use std::cell::Cell;
use std::rc::Rc;

use customer_form_contract::FieldPath;
use customer_form_contract::Problem;
use js_sys::{Array, Promise};
use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::FormHost;
use crate::app::App;
use crate::state::Said;

/// Makes ready for forms. Has to run once, when the module is loaded.
pub fn start() {
    panic::install();
}

/// A form that stands in a page. It is taken out of it, and everything it holds is freed, by `free()`.
#[wasm_bindgen]
pub struct MountedForm {
    _unmount: Box<dyn std::any::Any>,
    app: App,
    host: HtmlElement,
}

/// Shows a form in an element's shadow root.
///
/// `form` is the form's name at the proxy, `proxy` the proxy's address without a path. `description` is a promise of
/// the answer to `GET /api/forms/{form}`, if that was asked for already.
#[wasm_bindgen]
pub fn mount(
    host: HtmlElement,
    root: ShadowRoot,
    form: String,
    proxy: String,
    description: Option<Promise>,
) -> MountedForm {
    panic::watch(&host, &root);
    let props = FormHost { element: host.clone(), root: root.clone(), form, proxy, description };
    let started = Rc::new(Cell::new(None));
    let handle: UnmountHandle<_> = {
        let started = started.clone();
        // Leptos asks for an HtmlElement, and only ever inserts into it, which a shadow root can do as well.
        mount_to(root.unchecked_into(), move || {
            let app = App::start(props);
            started.set(Some(app));
            app.view()
        })
    };
    let Some(app) = started.get() else { unreachable!("what is mounted is drawn at once") };
    MountedForm { _unmount: Box::new(handle), app, host }
}

#[wasm_bindgen]
impl MountedForm {
    /// `loading`, `unavailable`, `editing`, `sending` or `accepted`.
    #[wasm_bindgen(getter)]
    pub fn phase(&self) -> String {
        self.app.phase_name().to_owned()
    }

    /// Fills in values, given as path and text in turn: `["email", "ada@example.com", …]`. What is no text field of
    /// this form, and what the visitor has typed into, is left as it is.
    pub fn prefill(&self, values: &Array) {
        let pairs = pairs(values);
        self.app.prefill(pairs.filter_map(|(path, text)| Some((path?, text?))).collect());
    }

    /// Empties the form, also after success; not while a submission is on its way.
    pub fn reset(&self) {
        self.app.reset();
    }

    /// Does what the visitor's "Submit" does.
    pub fn submit(&self) {
        self.app.submit();
    }

    /// Shows what the page found wrong, given as path and sentence in turn. An unknown path stands for the form as a
    /// whole; without a sentence the field was "not accepted". An empty list takes back what was shown.
    #[wasm_bindgen(js_name = setErrors)]
    pub fn set_errors(&self, errors: &Array) {
        let said = pairs(errors).map(|(path, sentence)| {
            let path = path.unwrap_or(FieldPath::Form);
            let sentence = sentence.filter(|sentence| !sentence.is_empty());
            Said { path, sentence: sentence.unwrap_or_else(|| self.app.problem(path, Problem::Refused)) }
        });
        self.app.told(said.collect());
    }
}

/// Path and text in turn.
fn pairs(list: &Array) -> impl Iterator<Item = (Option<FieldPath>, Option<String>)> {
    (0..list.length() / 2).map(|pair| {
        let path = list.get(2 * pair).as_string();
        (path.and_then(|path| FieldPath::from_dotted(&path)), list.get(2 * pair + 1).as_string())
    })
}

impl Drop for MountedForm {
    fn drop(&mut self) {
        panic::unwatch(&self.host);
    }
}
