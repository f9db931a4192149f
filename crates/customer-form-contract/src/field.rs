//! The custom fields of an account, as the CRM's field configuration defines them.

use serde::{Deserialize, Serialize};

use crate::{CustomPart, FieldId, FieldPath};

/// One custom field, with the irregularities of the CRM's JSON removed.
///
/// ```
/// use customer_form_contract::{CustomField, FieldKind};
/// let served = r#"{"id": "54", "key": "notes", "label": "Notes", "kind": "text_area"}"#;
/// let field: CustomField = serde_json::from_str(served).unwrap();
/// assert_eq!((field.required, field.kind), (false, FieldKind::TextArea));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// The field's id in the CRM.
    pub id: FieldId,
    /// The field's key in the CRM. A submission sends it together with every value of the field.
    pub key: String,
    /// The label that the form shows: the field's name in the CRM.
    pub label: String,
    /// The help text under the label. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// An example value. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Whether the field must be filled in. Default: false.
    #[serde(default)]
    pub required: bool,
    /// The name of the field's group. The form shows the fields of a group next to each other. Default: no group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The kind of value that the field takes.
    pub kind: FieldKind,
}

impl CustomField {
    /// The path of the field's value, where it is entered and where its problems are shown.
    ///
    /// ```
    /// use customer_form_contract::CustomField;
    /// let path = |served| serde_json::from_str::<CustomField>(served).unwrap().path().to_dotted();
    /// let text = r#"{"id": "52", "key": "dept", "label": "Department", "kind": "text"}"#;
    /// assert_eq!(path(text), "custom_fields.52.value");
    /// let files = r#"{"id": "55", "key": "papers", "label": "Papers", "kind": {"files": {"formats": []}}}"#;
    /// assert_eq!(path(files), "custom_fields.55.file_upload.files");
    /// ```
    pub fn path(&self) -> FieldPath {
        let part = match self.kind {
            FieldKind::Files(_) => CustomPart::Files,
            FieldKind::Text | FieldKind::Select { .. } | FieldKind::TextArea => CustomPart::Value,
        };
        FieldPath::Custom(self.id, part)
    }
}

/// The kind of value that a custom field takes. The number in brackets is the type id on the API page.
///
/// ```
/// use customer_form_contract::FieldKind;
/// let kind = FieldKind::Select { options: vec!["January".into()] };
/// assert_eq!(serde_json::to_string(&kind).unwrap(), r#"{"select":{"options":["January"]}}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text (1). Also used for every type id that this program does not know.
    Text,
    /// One of the given options (5). Only a required field can have no options, and then the form cannot be completed:
    /// `crm::parse_fields` leaves out an optional select without options.
    Select {
        /// The values to choose among. They are distinct, and none of them is blank.
        options: Vec<String>,
    },
    /// Several lines of text (7).
    TextArea,
    /// One or more files (9).
    Files(FileRule),
}

/// The formats and the number of files that a file field takes.
///
/// ```
/// use customer_form_contract::FileRule;
/// let rule = FileRule { formats: vec!["DOCX".into(), "DOC".into()], max_files: None };
/// assert!(rule.multiple());
/// assert!(!FileRule { max_files: Some(1), ..rule }.multiple());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRule {
    /// The allowed formats as the CRM spells them, one format in each element, without a leading dot (`DOCX`, `DOC`).
    /// Empty: every format is allowed.
    pub formats: Vec<String>,
    /// The largest number of files, at least 1. `None`: only [`crate::Limits::files`] limits the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u64>,
}

impl FileRule {
    /// Whether the field takes more than one file.
    pub fn multiple(&self) -> bool {
        self.max_files != Some(1)
    }
}
