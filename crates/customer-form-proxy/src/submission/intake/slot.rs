//! Finds the place of a part in the form, by the part's name and the form configuration.

use customer_form_contract::{
    CustomPart, FieldId, FieldKind, FieldPath, FixedField, FormConfig, HONEYPOT, Permission, PhotoRule,
};

/// A place in the form that a part can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A fixed field's text.
    Fixed(FixedField),
    /// A custom field's text.
    Value(FieldId),
    /// A custom field's key. The browser sends it along with the field.
    Key(FieldId),
    /// One of a file field's formats. The browser sends them along with the field. This is the only text that may come
    /// several times.
    Formats(FieldId),
    /// A permission that the form offers.
    Permission(Permission),
    /// The photo, or one of a custom field's files.
    File(FieldPath),
    /// The field that no person sees. Only programs fill it in.
    Honeypot,
}

impl Slot {
    /// The place with exactly this name. `None`: the form has no such place, or the name is spelled in another way.
    pub(super) fn of(name: &str, config: &FormConfig) -> Option<Self> {
        if name == HONEYPOT {
            return Some(Self::Honeypot);
        }
        let path = FieldPath::from_bracket(name)?;
        Some(match path {
            FieldPath::Fixed(field) if field.is_text() => Self::Fixed(field),
            FieldPath::Fixed(FixedField::Photo) if config.photo != PhotoRule::Off => Self::File(path),
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
            FieldPath::Fixed(_)
            | FieldPath::Permission(_)
            | FieldPath::Form
            | FieldPath::Permissions
            | FieldPath::PermissionsOf(_) => return None,
        })
    }

    /// The path of a place that only one part may fill. `None`: several parts may fill the place.
    pub(super) fn once(self) -> Option<FieldPath> {
        Some(match self {
            Self::Fixed(field) => FieldPath::Fixed(field),
            Self::Value(id) => FieldPath::Custom(id, CustomPart::Value),
            Self::Key(id) => FieldPath::Custom(id, CustomPart::Key),
            Self::Permission(permission) => FieldPath::Permission(permission),
            // `Form` is not the path of any field, so the honeypot can use it.
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
