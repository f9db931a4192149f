//! What a form tells the page, as `customer-form:…` events on its element.
//!
//! Every detail carries `form` and `attempt`, and none a value that was entered or the name of a file.

pub(crate) mod types;

use customer_form_contract::wire::{Customer, Source};
use customer_form_contract::{FieldPath, Report};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::FormHost;
use super::new_id::new_id;
use crate::draft::Draft;
use crate::state::{LoadError, SendError};
use crate::text;

use types::{
    CHANGE, CUSTOMER, ERROR, EventType, FIELD_ERROR, Member, PROGRESS, READY, SUBMIT, SUCCESS,
    VALIDATION_ERROR,
};

/// The sender of one form's events.
#[derive(Clone)]
pub(super) struct Events {
    element: HtmlElement,
    form: String,
    /// The correlation id of the last submission; before the first, of the description's request.
    pub(super) attempt: String,
    /// The page kept the last submission from being sent, so that nothing has gone out under its id.
    kept_back: bool,
}

impl Events {
    pub(super) fn new(host: &FormHost) -> Self {
        Self { element: host.element.clone(), form: host.form.clone(), attempt: new_id(), kept_back: false }
    }

    /// Every submission has a correlation id of its own, which the proxy logs too. One that the page kept back keeps
    /// its id for when the page lets it go.
    pub(super) fn begin_attempt(&mut self) {
        if !std::mem::take(&mut self.kept_back) {
            self.attempt = new_id();
        }
    }

    /// The page kept the submission from being sent.
    pub(super) fn keep_back(&mut self) {
        self.kept_back = true;
    }

    pub(super) fn attempt_id(&self) -> String {
        self.attempt.clone()
    }

    pub(super) fn ready(&self) {
        self.send(&READY, &[]);
    }

    pub(super) fn change(&self, path: FieldPath) {
        self.send(&CHANGE, &[path.to_dotted().into(), field_id(path)]);
    }

    /// Whether the page lets the submission go on.
    pub(super) fn submit(&self) -> bool {
        self.send(&SUBMIT, &[])
    }

    pub(super) fn progress(&self, loaded: u64, total: u64) {
        // Byte counts of one request are far below 2^53, so the casts are exact.
        self.send(&PROGRESS, &[(loaded as f64).into(), (total as f64).into()]);
    }

    pub(super) fn success(&self, customer: &Customer) {
        let member = |text: &Option<String>| text.as_deref().map_or(JsValue::NULL, JsValue::from);
        let Customer { id, name, last_name, email } = customer;
        let customer = object(&CUSTOMER, &[member(id), member(name), member(last_name), member(email)]);
        self.send(&SUCCESS, &[customer.into()]);
    }

    pub(super) fn validation_error(&self, source: Source, report: &Report, draft: &Draft) {
        let errors = Array::new();
        for (path, problem) in &report.0 {
            // Without the file's name, which the sentence beside the field has.
            let message = text::problem(*problem, *path, &draft.config, None);
            let error = [path.to_dotted().into(), field_id(*path), problem.code().into(), message.into()];
            errors.push(&object(&FIELD_ERROR, &error));
        }
        self.send(&VALIDATION_ERROR, &[source.name().into(), errors.into()]);
    }

    pub(super) fn load_error(&self, error: LoadError) {
        self.error(error.code(), &text::load_error(error), error.retryable());
    }

    pub(super) fn send_error(&self, error: SendError) {
        self.error(error.code(), &text::send_error(error), error.retryable());
    }

    pub(super) fn outcome_unknown(&self) {
        self.error("outcome_unknown", text::OUTCOME_UNKNOWN, false);
    }

    fn error(&self, code: &str, message: &str, retryable: bool) {
        self.send(&ERROR, &[code.into(), message.into(), retryable.into()]);
    }

    /// Whether nobody cancelled the event.
    fn send<const MEMBERS: usize>(&self, of: &EventType<MEMBERS>, values: &[JsValue; MEMBERS]) -> bool {
        self.dispatch(of.name, of.cancelable, &object(&of.members, values))
    }

    fn dispatch(&self, name: &str, cancelable: bool, detail: &Object) -> bool {
        set(detail, "form", &self.form.as_str().into());
        set(detail, "attempt", &self.attempt.as_str().into());
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(cancelable);
        init.set_detail(detail);
        let event = CustomEvent::new_with_event_init_dict(&["customer-form:", name].concat(), &init);
        // An event of ours is always fit to be dispatched; a listener's exception is reported, not returned.
        event.and_then(|event| self.element.dispatch_event(&event)).unwrap_or(true)
    }
}

/// The custom field's id as text, since a JavaScript number cannot hold every one; null of a fixed field.
fn field_id(path: FieldPath) -> JsValue {
    path.field_id().map_or(JsValue::NULL, |id| id.to_string().into())
}

fn object(members: &[Member], values: &[JsValue]) -> Object {
    let object = Object::new();
    for (member, value) in members.iter().zip(values) {
        debug_assert!(member.holds.fits(value), "{}", member.name);
        set(&object, member.name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain new object takes every member.
    let _ = Reflect::set(object, &name.into(), value);
}
