//! A form in its shadow root.

use std::cell::Cell;
use std::rc::Rc;

use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::JsCast;

use super::{FormController, FormHost};

/// A form that stands in a shadow root. Dropping it takes it out and frees everything that it holds.
pub(crate) struct Mounted {
    pub(crate) app: FormController,
    _unmount: Box<dyn std::any::Any>,
}

impl Mounted {
    /// Shows a form, which begins to load.
    pub(crate) fn new(host: FormHost) -> Self {
        let root = host.root.clone();
        let started = Rc::new(Cell::new(None));
        let handle: UnmountHandle<_> = {
            let started = started.clone();
            // Leptos asks for an HtmlElement, and only ever inserts into it, which a shadow root can do as well.
            mount_to(root.unchecked_into(), move || {
                let app = FormController::start(host);
                started.set(Some(app));
                app.view()
            })
        };
        let Some(app) = started.get() else { unreachable!("what is mounted is drawn at once") };
        Self { app, _unmount: Box::new(handle) }
    }
}
