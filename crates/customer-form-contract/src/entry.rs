//! The values of a filled form.

use litemap::LiteMap;

use crate::{FieldId, FileInfo, FixedTexts, PermissionSet};

/// The values of a filled form. Texts are byte for byte as the visitor typed them. An entry has not been validated yet.
///
/// ```
/// use customer_form_contract::{CustomValue, Entry, FieldId, FixedField};
/// let mut entry = Entry::default();
/// entry.fixed.set(FixedField::Email, "ada@example.com".into());
/// entry.custom.insert(FieldId(52), CustomValue::Text("Engineering".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The texts of the fixed fields.
    pub fixed: FixedTexts,
    /// The profile photo. An empty file input is `None`, never a file without a name and bytes.
    pub photo: Option<FileInfo>,
    /// The values of the custom fields by id. A field that is not in the map was left empty.
    pub custom: LiteMap<FieldId, CustomValue>,
    /// The permissions that the visitor granted.
    pub permissions: PermissionSet,
}

/// The value of one custom field.
///
/// ```
/// use customer_form_contract::CustomValue;
/// assert!(CustomValue::Text(" ".into()).is_blank());
/// assert!(!CustomValue::Text("0".into()).is_blank());
/// assert!(CustomValue::Files(vec![]).is_blank());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomValue {
    /// The value of a text field, a select or a text area.
    Text(String),
    /// The files of a file field.
    Files(Vec<FileInfo>),
}

impl CustomValue {
    /// Whether the value counts as empty: a text that is blank (see [`crate::text::is_blank`]), or no file. "0" is a
    /// value.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => crate::text::is_blank(text),
            Self::Files(files) => files.is_empty(),
        }
    }
}
