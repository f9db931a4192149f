//! The events that a page gets from the form.
#![allow(dead_code, reason = "each test program uses a part of it")]

use serde::Deserialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/common/events.js")]
extern "C" {
    pub(crate) type EventLog;
    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> EventLog;
    #[wasm_bindgen(method)]
    fn recorded(this: &EventLog) -> String;
    #[wasm_bindgen(method, js_name = cancelSubmissions)]
    pub(crate) fn cancel_submissions(this: &EventLog, cancel: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn stop(this: &EventLog);
}

/// An event as it came to the document.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Seen {
    pub(crate) name: String,
    pub(crate) detail: Value,
    pub(crate) bubbles: bool,
    pub(crate) composed: bool,
    pub(crate) cancelable: bool,
    /// The id of the element that sent the event.
    pub(crate) target: String,
}

impl EventLog {
    pub(crate) fn all(&self) -> Vec<Seen> {
        serde_json::from_str(&self.recorded()).unwrap()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.all().into_iter().map(|seen| seen.name).collect()
    }

    /// The `detail` of each event with that name.
    pub(crate) fn details(&self, name: &str) -> Vec<Value> {
        self.all().into_iter().filter(|seen| seen.name == name).map(|seen| seen.detail).collect()
    }

    /// The `detail` of the last event with that name. Panics if there is none.
    pub(crate) fn last(&self, name: &str) -> Value {
        self.details(name).pop().unwrap_or_else(|| panic!("no event {name} among {:?}", self.names()))
    }
}
