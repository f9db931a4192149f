//! The `<customer-form>` element: what `embed.js`, which defines it, calls.

mod panic;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::{CustomerForm, FormHost};

/// Makes ready for forms. Has to run once, when the module is loaded.
pub fn start() {
    panic::install();
}

/// A form that stands in a page. It is taken out of it, and everything it holds is freed, by `free()`.
#[wasm_bindgen]
pub struct MountedForm {
    _unmount: Box<dyn std::any::Any>,
    host: HtmlElement,
}

/// Shows a form in an element's shadow root.
///
/// `form` is the form's name at the proxy, `proxy` the proxy's address without a path.
#[wasm_bindgen]
pub fn mount(host: HtmlElement, root: ShadowRoot, form: String, proxy: String) -> MountedForm {
    panic::watch(&host, &root);
    let props = FormHost { element: host.clone(), root: root.clone(), form, proxy };
    // Leptos asks for an HtmlElement, and only ever inserts into it, which a shadow root can do as well.
    let handle: UnmountHandle<_> =
        mount_to(root.unchecked_into(), move || view! { <CustomerForm host=props /> });
    MountedForm { _unmount: Box::new(handle), host }
}

impl Drop for MountedForm {
    fn drop(&mut self) {
        panic::unwatch(&self.host);
    }
}
