//! Keeps keyboard, paste and drag events inside the form, for Leptos hosts. `typed.js` does the same for the element.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, ShadowRoot};

/// The events that must not leave the form while one of its controls has the focus.
const TYPED: [&str; 7] = ["keydown", "keypress", "keyup", "paste", "drop", "dragenter", "dragover"];

/// The listener on a shadow root. Dropping it frees the listener, so it has to live as long as the root is in the page.
pub(super) struct Typed {
    _listener: Closure<dyn Fn(Event)>,
}

impl Typed {
    /// Stops the events of a control at the shadow root. Outside of it, a page's keyboard shortcuts cannot see that a
    /// control has the focus.
    pub(super) fn keep_in(root: &ShadowRoot) -> Self {
        let listener = Closure::new(|event: Event| {
            if is_typed(&event) && is_at_control(&event) {
                event.stop_propagation();
            }
        });
        for name in TYPED {
            // Adding a listener fails only if the argument is no listener.
            let _ = root.add_event_listener_with_callback(name, Closure::as_ref(&listener).unchecked_ref());
        }
        Self { _listener: listener }
    }
}

/// Whether a key types text. Escape, Tab and key combinations belong to the page. AltGr, and Option on a Mac, type
/// characters that no other key has; Windows reports AltGr as Ctrl and Alt.
fn is_typed(event: &Event) -> bool {
    let member = |name: &str| Reflect::get(event, &name.into()).ok();
    let holds = |name: &str| member(name).is_some_and(|held| held.is_truthy());
    let key = member("key").and_then(|key| key.as_string()).unwrap_or_default();
    if holds("metaKey") {
        return false;
    }
    if holds("altKey") {
        let mut characters = key.chars();
        let first = characters.next().filter(|first| !first.is_ascii_alphanumeric());
        return first.is_some() && characters.next().is_none();
    }
    !holds("ctrlKey") && key != "Escape" && key != "Tab"
}

fn is_at_control(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target.closest("input,textarea,select,button,a").is_ok_and(|found| found.is_some())
    })
}
