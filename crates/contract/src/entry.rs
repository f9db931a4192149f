//! What somebody filled in.

use litemap::LiteMap;

use crate::{FieldId, FileInfo, PermissionSet};

/// A filled form. Text is as it was typed, byte for byte; nothing has been checked.
///
/// ```
/// use customer_form_contract::{CustomValue, Entry, FieldId};
/// let mut entry = Entry { email: "ada@example.com".into(), ..Entry::default() };
/// entry.custom.insert(FieldId(52), CustomValue::Text("Engineering".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the API page's own names")]
pub struct Entry {
    pub email: String,
    /// The first name.
    pub name: String,
    pub last_name: String,
    pub phone: String,
    /// `business_information[company_name]`.
    pub company_name: String,
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
