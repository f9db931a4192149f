//! Form configurations that several tests use.
#![allow(dead_code, reason = "each test program uses a part of it")]

use serde_json::{Value, json};

/// The path of each fixed text, and a valid value.
pub(crate) const PERSON: [(&str, &str); 5] = [
    ("email", "ada@example.com"),
    ("name", "Ada"),
    ("last_name", "Lovelace"),
    ("phone", "+44 20 7946 0000"),
    ("business_information.company_name", "Analytical Engines"),
];

/// The path of a custom field's text.
pub(crate) fn value_of(id: u64) -> String {
    format!("custom_fields.{id}.value")
}

/// The path of a custom field's files.
pub(crate) fn files_of(id: u64) -> String {
    format!("custom_fields.{id}.file_upload.files")
}

/// A form configuration with the fixed texts only.
pub(crate) fn plain() -> Value {
    with_fields(&json!([]))
}

/// A form configuration with these custom fields, and without a photo.
pub(crate) fn with_fields(fields: &Value) -> Value {
    json!({ "form": "acme", "photo": "off", "fields": fields })
}

/// A form configuration with a photo, one custom field of each kind, and three offered permissions.
pub(crate) fn everything() -> Value {
    json!({
        "form": "acme",
        "photo": "required",
        "fields": [
            { "id": "52", "key": "department", "label": "Department", "required": true, "kind": "text",
              "description": "Where you work.", "placeholder": "Engineering" },
            { "id": "68", "key": "birthday", "label": "Month of birth", "required": true,
              "kind": { "select": { "options": ["January", "February"] } } },
            { "id": "54", "key": "notes", "label": "Notes", "kind": "text_area" },
            { "id": "55", "key": "documents", "label": "Documents",
              "kind": { "files": { "formats": ["PDF", "DOCX"], "max_files": 3 } } },
        ],
        "offered": ["view-invoice", "create-invoice", "view-contract"],
    })
}
