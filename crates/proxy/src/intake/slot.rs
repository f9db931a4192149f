//! Where a part belongs, by its name and the form's configuration.

use customer_form_contract::{
    CustomPart, FieldId, FieldKind, FieldPath, FormConfig, HONEYPOT, Permission, PhotoRule,
};

/// A place that this form has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Email,
    Name,
    LastName,
    Phone,
    CompanyName,
    /// A custom field's text.
    Value(FieldId),
    /// A custom field's key, which the browser sends along.
    Key(FieldId),
    /// One of a file field's formats, likewise. The only text that there may be several of.
    Formats(FieldId),
    /// A permission that the form offers.
    Permission(Permission),
    /// The photo, or one of a custom field's files.
    File(FieldPath),
    /// What no person sees.
    Honeypot,
}

impl Slot {
    /// `None`: the form has no such place, or it is not spelled as our form spells it.
    pub(super) fn of(name: &str, config: &FormConfig) -> Option<Self> {
        if name == HONEYPOT {
            return Some(Self::Honeypot);
        }
        let path = FieldPath::from_bracket(name)?;
        Some(match path {
            FieldPath::Email => Self::Email,
            FieldPath::Name => Self::Name,
            FieldPath::LastName => Self::LastName,
            FieldPath::Phone => Self::Phone,
            FieldPath::CompanyName => Self::CompanyName,
            FieldPath::Photo if config.photo != PhotoRule::Off => Self::File(path),
            FieldPath::Permission(permission) if config.offered.contains(&permission) => {
                Self::Permission(permission)
            }
            FieldPath::Custom(id, part) => {
                let takes_files = matches!(config.field(id)?.kind, FieldKind::Files(_));
                match part {
                    CustomPart::Key => Self::Key(id),
                    CustomPart::Value if !takes_files => Self::Value(id),
                    CustomPart::Formats if takes_files => Self::Formats(id),
                    CustomPart::Files if takes_files => Self::File(path),
                    _ => return None,
                }
            }
            FieldPath::Photo
            | FieldPath::Permission(_)
            | FieldPath::Form
            | FieldPath::Permissions
            | FieldPath::PermissionsOf(_) => return None,
        })
    }

    /// The path of a place that only one part may fill.
    pub(super) fn once(self) -> Option<FieldPath> {
        Some(match self {
            Self::Email => FieldPath::Email,
            Self::Name => FieldPath::Name,
            Self::LastName => FieldPath::LastName,
            Self::Phone => FieldPath::Phone,
            Self::CompanyName => FieldPath::CompanyName,
            Self::Value(id) => FieldPath::Custom(id, CustomPart::Value),
            Self::Key(id) => FieldPath::Custom(id, CustomPart::Key),
            Self::Permission(permission) => FieldPath::Permission(permission),
            // No field of the form.
            Self::Honeypot => FieldPath::Form,
            Self::Formats(_) | Self::File(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::field;
    use customer_form_contract::{FileRule, Limits};

    fn config(photo: PhotoRule) -> FormConfig {
        FormConfig {
            form: "acme".to_owned(),
            photo,
            fields: vec![
                field(52, FieldKind::Text),
                field(55, FieldKind::Files(FileRule { formats: vec![], max_files: None })),
            ],
            offered: vec![Permission::from_name("view-contract").unwrap()],
            limits: Limits::default(),
            prefill_from_url: vec![],
        }
    }

    #[test]
    fn names_of_the_form_have_a_slot() {
        let config = config(PhotoRule::Optional);
        for name in [
            "email",
            "business_information[company_name]",
            "profile_photo_path",
            "custom_fields[52][key]",
            "custom_fields[52][value]",
            "custom_fields[55][key]",
            "custom_fields[55][file_upload][formats][]",
            "custom_fields[55][file_upload][files][]",
            "permissions[contract][view-contract]",
            "subject",
        ] {
            assert!(Slot::of(name, &config).is_some(), "{name}");
        }
    }

    #[test]
    fn other_names_that_php_reads_have_no_slot() {
        let config = config(PhotoRule::Optional);
        for name in [
            "",
            "Email",
            "Subject",
            "subject[]",
            "email ",
            " email",
            "email\0",
            "email[]",
            "user_id",
            "name[first]",
            "business_information",
            "business_information[fax]",
            "business information[company_name]",
            "business_information.company_name",
            "profile_photo_path[]",
            "custom_fields",
            "custom_fields[52]",
            "custom_fields[052][value]",
            "custom_fields[+52][value]",
            "custom_fields[53][value]",
            "custom_fields[52][value][]",
            "custom_fields[52][cust]",
            "custom_fields[52][file_upload][files][]",
            "custom_fields[55][value]",
            "custom_fields[55][file_upload][files][0]",
            "custom_fields[55][file_upload][files]",
            "custom_fields[55[file_upload][files][]",
            "permissions",
            "permissions[contract]",
            "permissions[contract][edit-contract]",
            "permissions[invoice][view-contract]",
            "permissions[invoice][view-invoice]",
        ] {
            assert_eq!(Slot::of(name, &config), None, "{name:?}");
        }
    }

    #[test]
    fn form_without_a_photo_has_no_photo_slot() {
        assert_eq!(Slot::of("profile_photo_path", &config(PhotoRule::Off)), None);
    }
}
