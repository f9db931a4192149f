//! The custom fields of an account, as the CRM's configuration describes them.

use serde::{Deserialize, Serialize};

use crate::FieldId;

/// One custom field, cleaned of the quirks of the CRM's own description.
///
/// ```
/// use customer_form_contract::{CustomField, FieldKind};
/// let served = r#"{"id": "54", "key": "notes", "label": "Notes", "kind": "text_area"}"#;
/// let field: CustomField = serde_json::from_str(served).unwrap();
/// assert_eq!((field.required, field.kind), (false, FieldKind::TextArea));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// The CRM's number for it.
    pub id: FieldId,
    /// The CRM's key for it, sent along with every value.
    pub key: String,
    /// What a person sees: the field's name in the CRM.
    pub label: String,
    /// A sentence of help, if the CRM has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// An example value, if the CRM has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Whether a customer cannot be created without it. Default: no.
    #[serde(default)]
    pub required: bool,
    /// Fields of one group stand next to each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What it takes.
    pub kind: FieldKind,
}

/// What a custom field takes; in brackets the API page's type id.
///
/// ```
/// use customer_form_contract::FieldKind;
/// let kind = FieldKind::Select { options: vec!["January".into()] };
/// assert_eq!(serde_json::to_string(&kind).unwrap(), r#"{"select":{"options":["January"]}}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text (1), and every type that this program does not know.
    Text,
    /// One of these options (5). Empty only in a required field, whose form cannot be completed: an optional
    /// one without options is left out of the configuration.
    Select {
        /// The values to choose among, distinct and none of them blank.
        options: Vec<String>,
    },
    /// Lines of text (7).
    TextArea,
    /// Files (9).
    Files(FileRule),
}

/// What a file field takes.
///
/// ```
/// use customer_form_contract::FileRule;
/// let rule = FileRule { formats: vec!["DOCX".into(), "DOC".into()], max_files: None };
/// assert!(rule.multiple());
/// assert!(!FileRule { max_files: Some(1), ..rule }.multiple());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRule {
    /// The allowed formats as configured, one entry each, without a leading dot (`DOCX`, `DOC`). Empty: any.
    pub formats: Vec<String>,
    /// The most files; at least 1. `None` leaves it to [`crate::Limits::files`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u64>,
}

impl FileRule {
    /// Whether more than one file can be chosen.
    pub fn multiple(&self) -> bool {
        self.max_files != Some(1)
    }
}
