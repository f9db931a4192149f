//! What a form tells the page, as `customer-form:…` events on its element.
//!
//! Every detail carries `form` and `attempt`, and none a value that was entered or the name of a file.

use customer_form_contract::wire::{Customer, Source};
use customer_form_contract::{FieldPath, Report};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::FormHost;
use crate::draft::Draft;
use crate::state::{LoadError, SendError};
use crate::text;

/// The sender of one form's events.
#[derive(Clone)]
pub(super) struct Events {
    element: HtmlElement,
    form: String,
    /// The correlation id of the last submission; before the first, of the description's request.
    pub(super) attempt: String,
}

impl Events {
    pub(super) fn new(host: &FormHost) -> Self {
        Self { element: host.element.clone(), form: host.form.clone(), attempt: new_attempt_id() }
    }

    /// Every submission has a correlation id of its own, which the proxy logs too.
    pub(super) fn begin_attempt(&mut self) {
        self.attempt = new_attempt_id();
    }

    pub(super) fn attempt_id(&self) -> String {
        self.attempt.clone()
    }

    pub(super) fn ready(&self) {
        self.send("ready", &[]);
    }

    pub(super) fn change(&self, path: FieldPath) {
        self.send("change", &[("path", path.to_dotted().into()), ("field_id", field_id(path))]);
    }

    /// Whether the page lets the submission go on.
    pub(super) fn submit(&self) -> bool {
        let init = CustomEventInit::new();
        init.set_cancelable(true);
        self.dispatch("submit", &[], &init)
    }

    pub(super) fn progress(&self, loaded: u64, total: u64) {
        // Byte counts of one request are far below 2^53, so the casts are exact.
        self.send("progress", &[("loaded", (loaded as f64).into()), ("total", (total as f64).into())]);
    }

    pub(super) fn success(&self, customer: &Customer) {
        let member = |text: &Option<String>| text.as_deref().map_or(JsValue::NULL, JsValue::from);
        let customer = object(&[
            ("id", member(&customer.id)),
            ("name", member(&customer.name)),
            ("last_name", member(&customer.last_name)),
            ("email", member(&customer.email)),
        ]);
        self.send("success", &[("customer", customer.into())]);
    }

    pub(super) fn validation_error(&self, source: Source, report: &Report, draft: &Draft) {
        let errors = Array::new();
        for (path, problem) in &report.0 {
            errors.push(&object(&[
                ("path", path.to_dotted().into()),
                ("field_id", field_id(*path)),
                ("code", problem.code().into()),
                // Without the file's name, which the sentence beside the field has.
                ("message", text::problem(*problem, *path, &draft.config, None).into()),
            ]));
        }
        self.send("validation-error", &[("source", source.name().into()), ("errors", errors.into())]);
    }

    pub(super) fn load_error(&self, error: LoadError) {
        self.error(error.code(), text::load_error(error), error.retryable());
    }

    pub(super) fn send_error(&self, error: SendError) {
        self.error(error.code(), text::send_error(error), error.retryable());
    }

    pub(super) fn outcome_unknown(&self) {
        self.error("outcome_unknown", text::OUTCOME_UNKNOWN, false);
    }

    fn error(&self, code: &str, message: &str, retryable: bool) {
        self.send(
            "error",
            &[("code", code.into()), ("message", message.into()), ("retryable", retryable.into())],
        );
    }

    fn send(&self, name: &str, members: &[(&str, JsValue)]) {
        self.dispatch(name, members, &CustomEventInit::new());
    }

    /// Whether nobody cancelled the event.
    fn dispatch(&self, name: &str, members: &[(&str, JsValue)], init: &CustomEventInit) -> bool {
        let detail = object(members);
        set(&detail, "form", &self.form.as_str().into());
        set(&detail, "attempt", &self.attempt.as_str().into());
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_detail(&detail);
        let event = CustomEvent::new_with_event_init_dict(&["customer-form:", name].concat(), init);
        // An event of ours is always fit to be dispatched; a listener's exception is reported, not returned.
        event.and_then(|event| self.element.dispatch_event(&event)).unwrap_or(true)
    }
}

/// The custom field's id as text, since a JavaScript number cannot hold every one; null of a fixed field.
fn field_id(path: FieldPath) -> JsValue {
    path.field_id().map_or(JsValue::NULL, |id| id.to_string().into())
}

fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain new object takes every member.
    let _ = Reflect::set(object, &name.into(), value);
}

/// 128 random bits in hexadecimal. `crypto.randomUUID` is only there in secure contexts, and a form may be
/// tried out on a plain one.
fn new_attempt_id() -> String {
    let mut bytes = [0_u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    debug_assert!(filled.is_some(), "every window has a source of random numbers");
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
