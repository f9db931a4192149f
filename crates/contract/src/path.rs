//! Where a value belongs: one codec between the typed path, PHP's bracket key and Laravel's dotted path.

mod dotted;

use crate::id::plain_integer;
use crate::{FieldId, FixedField, Module, Permission};

/// A place in a submission.
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
    /// The whole form: an empty key.
    Form,
    /// A fixed field.
    Fixed(FixedField),
    /// `custom_fields[N]` and what is below it.
    Custom(FieldId, CustomPart),
    /// `permissions`: all of them.
    Permissions,
    /// `permissions[module]`: a module's.
    PermissionsOf(Module),
    /// `permissions[module][action]`.
    Permission(Permission),
}

/// A place in a custom field.
///
/// ```
/// use customer_form_contract::{CustomPart, FieldId, FieldPath};
/// let list = FieldPath::Custom(FieldId(55), CustomPart::Formats);
/// assert_eq!(list.to_bracket(), "custom_fields[55][file_upload][formats][]");
/// assert_eq!(list.to_dotted(), "custom_fields.55.file_upload.formats");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomPart {
    /// The field itself.
    Whole,
    /// `[key]`.
    Key,
    /// `[value]`.
    Value,
    /// `[file_upload]`.
    Upload,
    /// `[file_upload][formats][]`, the list; its dotted path has no last segment.
    Formats,
    /// One entry of that list, counted from 0.
    Format(u64),
    /// `[file_upload][files][]`, the list; its dotted path has no last segment.
    Files,
    /// One file of that list, counted from 0.
    File(u64),
}

impl FieldPath {
    /// PHP's bracket key. A list ends in `[]`, one of its entries in its number.
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

    /// Laravel's dotted path.
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

    /// Reads a bracket key. `None` unless it is spelled exactly as [`FieldPath::to_bracket`] would: PHP reads
    /// many other spellings as the same variable, and none of them comes from our form.
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

    /// Reads a dotted path. `None` unless it is spelled exactly as [`FieldPath::to_dotted`] would.
    ///
    /// ```
    /// use customer_form_contract::{FieldPath, FixedField};
    /// assert_eq!(FieldPath::from_dotted("email"), Some(FieldPath::Fixed(FixedField::Email)));
    /// assert_eq!(FieldPath::from_dotted("business_information.fax"), None);
    /// ```
    pub fn from_dotted(path: &str) -> Option<Self> {
        Self::from_segments(&path.split('.').collect::<Vec<_>>())
    }

    /// The custom field that the path is in.
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

    /// Whether a single text stands there that a visitor types or chooses: a fixed field's, or a custom field's value.
    /// What may be prefilled from an address is one of these, never a file and never a permission.
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
