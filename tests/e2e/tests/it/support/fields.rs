//! Custom fields as the CRM describes them.

use serde_json::{Value, json};

/// Type 1: a text of one line.
pub(crate) fn text(id: u64, key: &str) -> Value {
    field(id, 1, key, &json!({ "options": null }))
}

/// Type 5: a choice among options.
pub(crate) fn select(id: u64, key: &str, options: &[&str]) -> Value {
    field(id, 5, key, &json!({ "options": options }))
}

/// Type 7: a text of several lines.
pub(crate) fn area(id: u64, key: &str) -> Value {
    field(id, 7, key, &json!({ "options": null }))
}

/// Type 9: several files. `accept` has the formats as the CRM writes them, such as "DOCX/DOC".
pub(crate) fn files(id: u64, key: &str, accept: &[&str]) -> Value {
    let config = json!({ "acceptFile": accept, "allowMultiple": true, "maxFiles": 0 });
    field(id, 9, key, &json!({ "options": [null], "fileConfig": config }))
}

/// The same field, as a required field.
pub(crate) fn required(mut field: Value) -> Value {
    field["required"] = true.into();
    field
}

fn field(id: u64, kind: u64, key: &str, settings: &Value) -> Value {
    json!({ "id": id, "type": kind, "name": key, "key": key, "required": false, "fields": settings })
}
