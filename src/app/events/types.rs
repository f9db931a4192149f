//! The names and members of the events. The dispatched events and the TypeScript types are both made from them.

use wasm_bindgen::JsValue;

/// An event, and the members of its detail besides `form` and `attempt`.
pub(crate) struct EventType<const MEMBERS: usize> {
    /// The name without the prefix `customer-form:`.
    pub(crate) name: &'static str,
    /// Whether a page can cancel the event, and with it the announced action.
    pub(crate) cancelable: bool,
    pub(crate) members: [Member; MEMBERS],
}

/// A member of a detail, or of an object in a detail.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
}

/// The type of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    TextOrNull,
    Number,
    Truth,
    /// The party that found the problems.
    Source,
    /// The code of a field's problem.
    ProblemCode,
    /// The code of any other error.
    ErrorCode,
    /// A list of [`FIELD_ERROR`].
    FieldErrors,
    /// [`CUSTOMER`].
    Customer,
}

impl Holds {
    /// Whether a value has that type.
    pub(crate) fn fits(self, value: &JsValue) -> bool {
        match self {
            Self::Text | Self::Source | Self::ProblemCode | Self::ErrorCode => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Number => value.as_f64().is_some(),
            Self::Truth => value.as_bool().is_some(),
            Self::FieldErrors => js_sys::Array::is_array(value),
            Self::Customer => value.is_object(),
        }
    }
}

const fn member(name: &'static str, holds: Holds) -> Member {
    Member { name, holds }
}

pub(crate) const READY: EventType<0> = EventType { name: "ready", cancelable: false, members: [] };

pub(crate) const CHANGE: EventType<2> = EventType {
    name: "change",
    cancelable: false,
    members: [member("path", Holds::Text), member("field_id", Holds::TextOrNull)],
};

pub(crate) const SUBMIT: EventType<0> = EventType { name: "submit", cancelable: true, members: [] };

pub(crate) const PROGRESS: EventType<2> = EventType {
    name: "progress",
    cancelable: false,
    members: [member("loaded", Holds::Number), member("total", Holds::Number)],
};

pub(crate) const SUCCESS: EventType<1> =
    EventType { name: "success", cancelable: false, members: [member("customer", Holds::Customer)] };

pub(crate) const VALIDATION_ERROR: EventType<2> = EventType {
    name: "validation-error",
    cancelable: false,
    members: [member("source", Holds::Source), member("errors", Holds::FieldErrors)],
};

pub(crate) const ERROR: EventType<3> = EventType {
    name: "error",
    cancelable: false,
    members: [
        member("code", Holds::ErrorCode),
        member("message", Holds::Text),
        member("retryable", Holds::Truth),
    ],
};

/// One entry of `errors` in `validation-error`.
pub(crate) const FIELD_ERROR: [Member; 4] = [
    member("path", Holds::Text),
    member("field_id", Holds::TextOrNull),
    member("code", Holds::ProblemCode),
    member("message", Holds::Text),
];

/// The object `customer` in `success`.
pub(crate) const CUSTOMER: [Member; 4] = [
    member("id", Holds::TextOrNull),
    member("name", Holds::TextOrNull),
    member("last_name", Holds::TextOrNull),
    member("email", Holds::TextOrNull),
];
