//! The events that a page gets from its forms.

use serde::Deserialize;
use serde_json::Value;

/// A `customer-form:…` event.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Event {
    /// The event's name after the colon.
    pub(crate) name: String,
    /// The index of the form that sent the event, among the page's forms.
    pub(crate) form: i64,
    pub(crate) detail: Value,
}

impl Event {
    pub(crate) fn code(&self) -> &str {
        self.detail["code"].as_str().unwrap_or_default()
    }

    /// The path, field id and code of each error of a `validation-error` event.
    pub(crate) fn errors(&self) -> Vec<(String, Option<String>, String)> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let errors = self.detail["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| {
                (text(&error["path"]).unwrap(), text(&error["field_id"]), text(&error["code"]).unwrap())
            })
            .collect()
    }
}
