//! The events that a form dispatches to the partner page, named `customer-form:…`, on its element.
//!
//! Every detail has the members `form` and `attempt`. No detail contains a value that was entered or the name of a
//! file.

pub(crate) mod types;

use std::sync::Arc;

use customer_form_contract::wire::{Customer, Source};
use customer_form_contract::{FieldPath, Report};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, HtmlElement};

use super::FormHost;
use crate::draft::Draft;
use crate::state::Message;
use crate::text;

use types::{
    CHANGE, CUSTOMER, ERROR, EventType, FIELD_ERROR, Member, PROGRESS, READY, SUBMIT, SUCCESS,
    VALIDATION_ERROR,
};

/// Dispatches one form's events.
pub(super) struct Events {
    element: HtmlElement,
    form: String,
    /// The request id of the last submission. Before the first submission: the request id of the request for the form
    /// configuration.
    request_id: String,
}

impl Events {
    pub(super) fn new(host: &FormHost, request_id: String) -> Self {
        Self { element: host.element.clone(), form: host.form.clone(), request_id }
    }

    /// Dispatches a message of the form's lifecycle. `draft` is `None` while no form is loaded.
    pub(super) fn message(&self, message: Message, draft: Option<Arc<Draft>>) {
        match message {
            Message::Ready => {
                self.send(&READY, &[]);
            }
            Message::LoadError(error) => {
                self.error(error.code(), &text::load_error(error), error.retryable());
            }
            // Byte counts of one request are far below 2^53, so the casts are exact.
            Message::Progress(sent, total) => {
                self.send(&PROGRESS, &[(sent as f64).into(), (total as f64).into()]);
            }
            Message::Success(customer) => self.success(&customer),
            Message::ValidationError(source, report) => {
                if let Some(draft) = draft {
                    self.validation_error(source, &report, &draft);
                }
            }
            Message::SendError(error) => {
                self.error(error.code(), &text::send_error(error), error.retryable());
            }
            Message::OutcomeUnknown => self.error("outcome_unknown", text::OUTCOME_UNKNOWN, false),
        }
    }

    pub(super) fn change(&self, path: FieldPath) {
        self.send(&CHANGE, &[path.to_dotted().into(), field_id(path)]);
    }

    /// Dispatches the `submit` event. Returns false if the page cancelled it.
    pub(super) fn submit(&self) -> bool {
        self.send(&SUBMIT, &[])
    }

    fn success(&self, customer: &Customer) {
        let member = |text: &Option<String>| text.as_deref().map_or(JsValue::NULL, JsValue::from);
        let Customer { id, name, last_name, email } = customer;
        let customer = object(&CUSTOMER, &[member(id), member(name), member(last_name), member(email)]);
        self.send(&SUCCESS, &[customer.into()]);
    }

    fn validation_error(&self, source: Source, report: &Report, draft: &Draft) {
        let errors = Array::new();
        for (path, problem) in &report.0 {
            // The message does not contain the file's name; the sentence beside the field does.
            let message = text::problem(*problem, *path, &draft.config, None);
            let error = [path.to_dotted().into(), field_id(*path), problem.code().into(), message.into()];
            errors.push(&object(&FIELD_ERROR, &error));
        }
        self.send(&VALIDATION_ERROR, &[source.name().into(), errors.into()]);
    }

    fn error(&self, code: &str, message: &str, retryable: bool) {
        self.send(&ERROR, &[code.into(), message.into(), retryable.into()]);
    }

    /// Dispatches an event. Returns false if a listener cancelled it.
    fn send<const MEMBERS: usize>(&self, of: &EventType<MEMBERS>, values: &[JsValue; MEMBERS]) -> bool {
        self.dispatch(of.name, of.cancelable, &object(&of.members, values))
    }

    fn dispatch(&self, name: &str, cancelable: bool, detail: &Object) -> bool {
        set(detail, "form", &self.form.as_str().into());
        set(detail, "attempt", &self.request_id.as_str().into());
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(cancelable);
        init.set_detail(detail);
        let event = CustomEvent::new_with_event_init_dict(&["customer-form:", name].concat(), &init);
        // `dispatch_event` cannot fail here: the event is new and initialised, and the browser reports a listener's
        // exception instead of returning it.
        event.and_then(|event| self.element.dispatch_event(&event)).unwrap_or(true)
    }
}

/// The custom field's id as text, since a JavaScript number cannot hold every id; null for a fixed field.
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
    // Setting a member of a plain new object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
