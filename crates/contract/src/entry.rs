//! What somebody filled in.

use litemap::LiteMap;

use crate::{FieldId, FileInfo, FixedTexts, PermissionSet};

/// A filled form. Text is as it was typed, byte for byte; nothing has been checked.
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
    /// The profile photo. An empty file input is `None`, never an empty file.
    pub photo: Option<FileInfo>,
    /// Custom fields by id; one that is missing here was left empty.
    pub custom: LiteMap<FieldId, CustomValue>,
    /// The granted permissions.
    pub permissions: PermissionSet,
}

/// What was filled in for one custom field.
///
/// ```
/// use customer_form_contract::CustomValue;
/// assert!(CustomValue::Text(" ".into()).is_blank());
/// assert!(!CustomValue::Text("0".into()).is_blank());
/// assert!(CustomValue::Files(vec![]).is_blank());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomValue {
    /// Of a text, a select or a text area.
    Text(String),
    /// Of a file field.
    Files(Vec<FileInfo>),
}

impl CustomValue {
    /// Whether nothing was filled in: "0" is a value and blank is not.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => crate::text::is_blank(text),
            Self::Files(files) => files.is_empty(),
        }
    }
}
