//! A mistake of ours must not end as a blank page or a dead button: `embed.js` tells the visitor and the page.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::{HtmlElement, console};

thread_local! {
    /// The forms of the page, each with the function that announces a panic.
    static WATCHED: RefCell<Vec<(HtmlElement, Function)>> = const { RefCell::new(Vec::new()) };
}

/// Makes panics visible from now on.
pub(super) fn install() {
    std::panic::set_hook(Box::new(|info| {
        // Where, for whoever maintains this; not what: a panic's text may quote a value.
        if let Some(place) = info.location() {
            console::error_2(&JsValue::from(place.file()), &JsValue::from(place.line()));
        }
        // All forms of a page share one instance, which is of no use after a panic. The list is only borrowed
        // elsewhere while nothing that can panic runs.
        let watched =
            WATCHED.with(|watched| watched.try_borrow().map(|list| list.clone()).unwrap_or_default());
        for (host, announce) in watched {
            // Nothing is left to fall back to if the page refuses even this.
            let _ = announce.call0(&host);
        }
    }));
}

/// Has this form announce a panic.
pub(super) fn watch(host: &HtmlElement, announce: Function) {
    WATCHED.with(|watched| watched.borrow_mut().push((host.clone(), announce)));
}

/// Forgets a form that was unmounted.
pub(super) fn unwatch(host: &HtmlElement) {
    WATCHED.with(|watched| watched.borrow_mut().retain(|(watched, _)| watched != host));
}
