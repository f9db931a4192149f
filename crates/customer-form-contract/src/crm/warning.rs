//! Warnings about irregularities of the CRM's field configuration that were corrected or left out.

/// An irregularity of the CRM's field configuration that the operator may want to correct. A warning contains no data
/// of a visitor. Each element of the configuration has at most one warning of each kind.
///
/// ```
/// use customer_form_contract::crm::{WarningKind, parse_fields};
/// let parsed = parse_fields(br#"{"data": [{"id": "x1", "type": 1, "key": "k"}]}"#).unwrap();
/// assert_eq!((parsed.warnings[0].index, parsed.warnings[0].id.as_deref()), (0, Some("x1")));
/// assert_eq!(parsed.warnings[0].kind, WarningKind::UnusableId);
/// assert_eq!(parsed.warnings[0].kind.code(), "unusable_id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The index of the element in `data`. The first index is 0.
    pub index: usize,
    /// The id of the element as the CRM wrote it, at most 40 characters. `None`: the element has no id.
    pub id: Option<String>,
    /// The kind of irregularity.
    pub kind: WarningKind,
}

/// The kind of irregularity of an element, and how the program handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WarningKind {
    /// The element is not an object. It is left out.
    NotAField,
    /// The element has no id, or the id is not an integer from 0 to 2^64 - 1. The element is left out.
    UnusableId,
    /// An earlier field has the same id. The element is left out, and the earlier field stays.
    DuplicateId,
    /// The element has neither a key nor a name, so a visitor could not fill it in. The element is left out.
    NoKey,
    /// The API page does not list the type. The form shows a single line of text.
    UnknownType,
    /// An optional select has no usable options. The select is left out.
    NoOptions,
    /// A required select has no usable options. The form cannot be completed.
    RequiredWithoutOptions,
    /// An option is blank, repeated, has a NUL character, or is neither text nor a number. The option is left out.
    UnusableOption,
    /// An element of `acceptFile` has no format, or a format that no file name can end in. The format is left out.
    UnusableFormat,
    /// `maxFiles` is not an integer from 0 to 2^64 - 1. The value counts as missing.
    UnusableMaxFiles,
    /// `required` or `allowMultiple` is not a boolean. The value counts as false.
    UnusableBoolean,
}

impl WarningKind {
    /// The stable code in snake_case, as used in logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAField => "not_a_field",
            Self::UnusableId => "unusable_id",
            Self::DuplicateId => "duplicate_id",
            Self::NoKey => "no_key",
            Self::UnknownType => "unknown_type",
            Self::NoOptions => "no_options",
            Self::RequiredWithoutOptions => "required_without_options",
            Self::UnusableOption => "unusable_option",
            Self::UnusableFormat => "unusable_format",
            Self::UnusableMaxFiles => "unusable_max_files",
            Self::UnusableBoolean => "unusable_boolean",
        }
    }
}
