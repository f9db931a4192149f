//! A mistake of ours must not end as a blank page or a dead button: the visitor is told, what was typed stays
//! where it can be copied, and the page gets an `error` event.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, HtmlElement, ShadowRoot, console};

const MESSAGE: &str = "Something went wrong in this form, and it cannot go on. What you entered is still shown below, \
     so that you can copy it. Please reload the page and try again.";

thread_local! {
    static WATCHED: RefCell<Vec<(HtmlElement, ShadowRoot)>> = const { RefCell::new(Vec::new()) };
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
        for (host, root) in watched {
            // Nothing is left to fall back to if the browser refuses even this.
            let _ = announce(&host, &root);
        }
    }));
}

/// Has this form announce a panic.
pub(super) fn watch(host: &HtmlElement, root: &ShadowRoot) {
    WATCHED.with(|watched| watched.borrow_mut().push((host.clone(), root.clone())));
}

/// Forgets a form that was unmounted.
pub(super) fn unwatch(host: &HtmlElement) {
    WATCHED.with(|watched| watched.borrow_mut().retain(|(watched, _)| watched != host));
}

fn announce(host: &HtmlElement, root: &ShadowRoot) -> Result<(), JsValue> {
    let document = root.owner_document().ok_or(JsValue::NULL)?;
    let notice = document.create_element("div")?;
    notice.set_attribute("class", "cf-notice")?;
    notice.set_attribute("part", "notice")?;
    notice.set_attribute("role", "alert")?;
    notice.set_attribute("tabindex", "-1")?;
    notice.set_text_content(Some(MESSAGE));
    // Within what the stylesheet dresses, if there is anything yet.
    match root.query_selector(".cf-screen")? {
        Some(screen) => screen.prepend_with_node_1(&notice)?,
        None => root.prepend_with_node_1(&notice)?,
    }
    // The visitor may be far down the form.
    notice.unchecked_ref::<HtmlElement>().focus()?;
    let buttons = root.query_selector_all("button")?;
    for index in 0..buttons.length() {
        if let Some(button) = buttons.get(index) {
            Reflect::set(&button, &"disabled".into(), &JsValue::TRUE)?;
        }
    }

    let detail = Object::new();
    for (name, value) in [
        ("form", host.get_attribute("form").into()),
        ("attempt", JsValue::NULL),
        ("code", "internal".into()),
        ("message", MESSAGE.into()),
        ("retryable", JsValue::FALSE),
    ] {
        Reflect::set(&detail, &name.into(), &value)?;
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&detail);
    let event = CustomEvent::new_with_event_init_dict("customer-form:error", &init)?;
    host.dispatch_event(&event).map(drop)
}
