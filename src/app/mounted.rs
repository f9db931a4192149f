//! A form in its shadow root.

use std::cell::Cell;
use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::JsCast;

use super::{FormController, FormHost};

/// A form in a shadow root. Dropping it removes the form from the page and frees its memory.
pub(crate) struct Mounted {
    pub(crate) app: FormController,
    _unmount: Box<dyn std::any::Any>,
}

impl Mounted {
    /// Shows a form, which starts to load.
    pub(crate) fn new(host: FormHost) -> Self {
        let root = host.root.clone();
        let started = Rc::new(Cell::new(None));
        let handle: UnmountHandle<_> = {
            let started = started.clone();
            // Leptos requires an HtmlElement but only inserts nodes into it, which also works with a shadow root.
            mount_to(root.unchecked_into(), move || {
                let app = FormController::start(host);
                started.set(Some(app));
                app.view()
            })
        };
        let Some(app) = started.get() else { unreachable!("Leptos builds the view at once") };
        Self { app, _unmount: Box::new(handle) }
    }
}
