//! What was odd about a configuration and could be mended or left out.

/// Something in the CRM's configuration that the operator may want to put right. Carries no visitor's data.
/// Each entry of the configuration has at most one of a kind, however often it is odd in that way.
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
    /// The entry's place in `data`, counted from 0.
    pub index: usize,
    /// The entry's id as it was spelled, if it had one.
    pub id: Option<String>,
    /// What was odd.
    pub kind: WarningKind,
}

/// What was odd about an entry, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WarningKind {
    /// The entry is no object: left out.
    NotAField,
    /// No id, or one that is not a plain non-negative integer of 64 bits: left out.
    UnusableId,
    /// The id of an earlier field: left out, the first stays.
    DuplicateId,
    /// Neither a key nor a name, so that nobody could fill it in: left out.
    NoKey,
    /// A type that is not on the API page: shown as a single line of text.
    UnknownType,
    /// An optional select without usable options: left out.
    NoOptions,
    /// A required select without usable options: the form cannot be completed.
    RequiredWithoutOptions,
    /// Options that are blank, repeated, or neither text nor number: those options are left out.
    UnusableOption,
    /// An `acceptFile` entry that names no format, or something that no file name ends in: left out.
    UnusableFormat,
    /// `maxFiles` is not a plain non-negative integer: taken as not set.
    UnusableMaxFiles,
    /// `required` or `allowMultiple` is not a boolean: taken as false.
    UnusableBoolean,
}

impl WarningKind {
    /// The stable snake_case code in logs.
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
