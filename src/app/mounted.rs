//! A form in its shadow root.

use std::cell::Cell;
use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::{FormController, FormHost};

/// A form in a shadow root. Dropping it removes the form from the page and frees its memory.
pub(crate) struct Mounted {
    pub(crate) app: FormController,
    _unmount: Box<dyn std::any::Any>,
}

impl Mounted {
    /// Shows a form, which starts to load, in a node: the shadow root, or a fragment.
    pub(crate) fn new(host: FormHost, place: Node) -> Self {
        let started = Rc::new(Cell::new(None));
        let handle: UnmountHandle<_> = {
            let started = started.clone();
            // Leptos requires an HtmlElement but only inserts nodes into it, which also works with other nodes.
            mount_to(place.unchecked_into(), move || {
                let app = FormController::start(host);
                started.set(Some(app));
                app.view()
            })
        };
        let Some(app) = started.get() else { unreachable!("Leptos builds the view at once") };
        Self { app, _unmount: Box::new(handle) }
    }
}
