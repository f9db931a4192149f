//! The panic hook. A bug in this program must not leave a blank page or a button without effect: `embed.js` informs the
//! visitor and the page.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, console};

thread_local! {
    /// The forms of the page, each with the function to call after a panic.
    static WATCHED: RefCell<Vec<(HtmlElement, Function)>> = const { RefCell::new(Vec::new()) };
}

/// Installs the panic hook.
pub(super) fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Only the position, for the maintainers; not the message, which may quote a value.
        if let Some(place) = info.location() {
            console::error_2(&JsValue::from(place.file()), &JsValue::from(place.line()));
        }
        // All forms of a page share one instance of the module, which cannot be used after a panic. No code that can
        // panic runs while another function borrows the list.
        let watched =
            WATCHED.with(|watched| watched.try_borrow().map(|list| list.clone()).unwrap_or_default());
        for (host, announce) in watched {
            // If the function fails, there is no other way to inform the page.
            let _ = announce.call0(&host);
        }
    }));
}

/// Registers the function to call for this form after a panic.
pub(super) fn watch(host: &HtmlElement, announce: Function) {
    WATCHED.with(|watched| watched.borrow_mut().push((host.clone(), announce)));
}

/// Removes a form that was unmounted.
pub(super) fn unwatch(host: &HtmlElement) {
    WATCHED.with(|watched| watched.borrow_mut().retain(|(watched, _)| watched != host));
}
