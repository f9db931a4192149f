//! What a page hears from the forms in it.

use serde::Deserialize;
use serde_json::Value;

/// One `customer-form:…` event.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Event {
    /// What stands after the colon.
    pub(crate) name: String,
    /// The place of the form that sent it among the page's forms.
    pub(crate) form: i64,
    pub(crate) detail: Value,
}

impl Event {
    pub(crate) fn code(&self) -> &str {
        self.detail["code"].as_str().unwrap_or_default()
    }

    /// Path, field id and code of each error of a `validation-error`.
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
