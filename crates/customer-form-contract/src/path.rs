//! The path of a field: converts between the typed path, PHP's bracket key and Laravel's dotted path.

mod dotted;

use crate::id::plain_integer;
use crate::{FieldId, FixedField, Module, Permission};

/// The path of a field in a submission, or of a part of a field.
///
/// ```
/// use customer_form_contract::{CustomPart, FieldId, FieldPath};
/// let path = FieldPath::Custom(FieldId(55), CustomPart::File(0));
/// assert_eq!(path.to_dotted(), "custom_fields.55.file_upload.files.0");
/// assert_eq!(FieldPath::from_dotted("custom_fields.55.file_upload.files.0"), Some(path));
/// let path = FieldPath::Custom(FieldId(55), CustomPart::Files);
/// assert_eq!(path.to_bracket(), "custom_fields[55][file_upload][files][]");
/// assert_eq!(FieldPath::from_bracket("custom_fields[55][file_upload][files][]"), Some(path));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldPath {
    /// The whole form. The bracket key and the dotted path are empty.
    Form,
    /// A fixed field.
    Fixed(FixedField),
    /// `custom_fields[N]`, or a part of that custom field.
    Custom(FieldId, CustomPart),
    /// `permissions`: all permissions.
    Permissions,
    /// `permissions[module]`: all permissions of one module.
    PermissionsOf(Module),
    /// `permissions[module][action]`: one permission.
    Permission(Permission),
}

/// A part of a custom field.
///
/// ```
/// use customer_form_contract::{CustomPart, FieldId, FieldPath};
/// let list = FieldPath::Custom(FieldId(55), CustomPart::Formats);
/// assert_eq!(list.to_bracket(), "custom_fields[55][file_upload][formats][]");
/// assert_eq!(list.to_dotted(), "custom_fields.55.file_upload.formats");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomPart {
    /// The whole custom field.
    Whole,
    /// `[key]`.
    Key,
    /// `[value]`.
    Value,
    /// `[file_upload]`.
    Upload,
    /// `[file_upload][formats][]`: the list of formats. The dotted path ends in `formats`.
    Formats,
    /// One format of the list, by its index. The first index is 0.
    Format(u64),
    /// `[file_upload][files][]`: the list of files. The dotted path ends in `files`.
    Files,
    /// One file of the list, by its index. The first index is 0.
    File(u64),
}

impl FieldPath {
    /// PHP's bracket key for this path. The key of a list ends in `[]`, and the key of one element of a list ends in
    /// its index.
    ///
    /// ```
    /// use customer_form_contract::{FieldPath, FixedField};
    /// assert_eq!(FieldPath::Fixed(FixedField::CompanyName).to_bracket(), "business_information[company_name]");
    /// ```
    pub fn to_bracket(self) -> String {
        let list = self.is_list();
        let mut key = String::new();
        self.segments(&mut |segment| {
            if key.is_empty() {
                key.push_str(segment);
            } else {
                key.push('[');
                key.push_str(segment);
                key.push(']');
            }
        });
        if list {
            key.push_str("[]");
        }
        key
    }

    /// Laravel's dotted path for this path.
    ///
    /// ```
    /// use customer_form_contract::{FieldPath, FixedField};
    /// assert_eq!(FieldPath::Fixed(FixedField::CompanyName).to_dotted(), "business_information.company_name");
    /// ```
    pub fn to_dotted(self) -> String {
        let mut path = String::new();
        self.segments(&mut |segment| {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(segment);
        });
        path
    }

    /// Reads a bracket key. `None` if the spelling is not exactly that of [`FieldPath::to_bracket`]. PHP accepts many
    /// other spellings for the same variable, but the form never sends them.
    ///
    /// ```
    /// use customer_form_contract::{CustomPart, FieldId, FieldPath};
    /// let path = FieldPath::Custom(FieldId(52), CustomPart::Value);
    /// assert_eq!(FieldPath::from_bracket("custom_fields[52][value]"), Some(path));
    /// assert_eq!(FieldPath::from_bracket("custom_fields[052][value]"), None);
    /// assert_eq!(FieldPath::from_bracket("last name"), None);
    /// ```
    pub fn from_bracket(key: &str) -> Option<Self> {
        let (first, rest) = key.split_at(key.find('[').unwrap_or(key.len()));
        let mut segments = vec![first];
        if !rest.is_empty() {
            segments.extend(rest.strip_prefix('[')?.strip_suffix(']')?.split("]["));
        }
        let list = segments.len() > 1 && segments.last() == Some(&"");
        if list {
            segments.pop();
        }
        Self::from_segments(&segments).filter(|path| path.is_list() == list)
    }

    /// Reads a dotted path. `None` if the spelling is not exactly that of [`FieldPath::to_dotted`].
    ///
    /// ```
    /// use customer_form_contract::{FieldPath, FixedField};
    /// assert_eq!(FieldPath::from_dotted("email"), Some(FieldPath::Fixed(FixedField::Email)));
    /// assert_eq!(FieldPath::from_dotted("business_information.fax"), None);
    /// ```
    pub fn from_dotted(path: &str) -> Option<Self> {
        Self::from_segments(&path.split('.').collect::<Vec<_>>())
    }

    /// The id of the custom field that the path belongs to. `None` if the path belongs to no custom field.
    ///
    /// ```
    /// use customer_form_contract::{CustomPart, FieldId, FieldPath, FixedField};
    /// assert_eq!(FieldPath::Custom(FieldId(52), CustomPart::Key).field_id(), Some(FieldId(52)));
    /// assert_eq!(FieldPath::Fixed(FixedField::Email).field_id(), None);
    /// ```
    pub const fn field_id(self) -> Option<FieldId> {
        match self {
            Self::Custom(id, _) => Some(id),
            _ => None,
        }
    }

    /// Whether the path names a single text that a visitor types or chooses: a fixed field with text, or the value of a
    /// custom field. Only such a path can be prefilled from an address. Files and permissions cannot be prefilled.
    ///
    /// ```
    /// use customer_form_contract::{FieldPath, FixedField};
    /// assert!(FieldPath::from_dotted("custom_fields.52.value").unwrap().is_text());
    /// assert!(!FieldPath::Fixed(FixedField::Photo).is_text());
    /// ```
    pub const fn is_text(self) -> bool {
        match self {
            Self::Fixed(field) => field.is_text(),
            Self::Custom(_, part) => matches!(part, CustomPart::Value),
            _ => false,
        }
    }

    const fn is_list(self) -> bool {
        matches!(self, Self::Custom(_, CustomPart::Formats | CustomPart::Files))
    }

    fn segments(self, push: &mut dyn FnMut(&str)) {
        match self {
            Self::Form => {}
            Self::Fixed(field) => field.segments().iter().for_each(|segment| push(segment)),
            Self::Custom(id, part) => {
                push("custom_fields");
                push(&id.to_string());
                part.segments(push);
            }
            Self::Permissions => push("permissions"),
            Self::PermissionsOf(module) => {
                push("permissions");
                push(module.name());
            }
            Self::Permission(permission) => {
                push("permissions");
                push(permission.module.name());
                push(&permission.name());
            }
        }
    }

    fn from_segments(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            [""] => Self::Form,
            ["custom_fields", id, rest @ ..] => {
                Self::Custom(id.parse().ok()?, CustomPart::from_segments(rest)?)
            }
            ["permissions"] => Self::Permissions,
            ["permissions", module] => Self::PermissionsOf(Module::from_name(module)?),
            ["permissions", module, name] => {
                let permission = Permission::from_name(name)?;
                if permission.module.name() != *module {
                    return None;
                }
                Self::Permission(permission)
            }
            _ => Self::Fixed(FixedField::from_segments(segments)?),
        })
    }
}

impl CustomPart {
    fn segments(self, push: &mut dyn FnMut(&str)) {
        let (list, index) = match self {
            Self::Whole => return,
            Self::Key => return push("key"),
            Self::Value => return push("value"),
            Self::Upload => return push("file_upload"),
            Self::Formats => ("formats", None),
            Self::Format(index) => ("formats", Some(index)),
            Self::Files => ("files", None),
            Self::File(index) => ("files", Some(index)),
        };
        push("file_upload");
        push(list);
        if let Some(index) = index {
            push(&index.to_string());
        }
    }

    fn from_segments(segments: &[&str]) -> Option<Self> {
        Some(match segments {
            [] => Self::Whole,
            ["key"] => Self::Key,
            ["value"] => Self::Value,
            ["file_upload"] => Self::Upload,
            ["file_upload", "formats"] => Self::Formats,
            ["file_upload", "formats", index] => Self::Format(plain_integer(index)?),
            ["file_upload", "files"] => Self::Files,
            ["file_upload", "files", index] => Self::File(plain_integer(index)?),
            _ => return None,
        })
    }
}
