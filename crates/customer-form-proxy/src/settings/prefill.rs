//! `prefill_from_url`: the fields that a page's URL may fill in.

use customer_form_contract::{CustomPart, FieldPath, FixedField};

use super::SettingsProblem;

/// Parses the dotted path of a text field. A URL cannot carry a file. Permissions are refused, because the author of a
/// link must not choose what a customer may do.
pub(super) fn path(text: &str) -> Result<FieldPath, SettingsProblem> {
    use CustomPart::{File, Files, Format, Formats, Upload};
    let written = || text.to_owned();
    match FieldPath::from_dotted(text) {
        Some(path) if path.is_text() => Ok(path),
        Some(FieldPath::Permissions | FieldPath::PermissionsOf(_) | FieldPath::Permission(_)) => {
            Err(SettingsProblem::PrefilledPermission { written: written() })
        }
        Some(
            FieldPath::Fixed(FixedField::Photo)
            | FieldPath::Custom(_, Upload | Formats | Format(_) | Files | File(_)),
        ) => Err(SettingsProblem::PrefilledFile { written: written() }),
        _ => Err(SettingsProblem::NotAPrefill { written: written() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_may_be_prefilled() {
        for text in [
            "email",
            "name",
            "last_name",
            "phone",
            "business_information.company_name",
            "custom_fields.52.value",
        ] {
            assert_eq!(path(text).map(FieldPath::to_dotted), Ok(text.to_owned()));
        }
    }

    #[test]
    fn files_permissions_and_unknown_paths_cannot_be_prefilled() {
        for text in
            ["profile_photo_path", "custom_fields.55.file_upload", "custom_fields.55.file_upload.files.0"]
        {
            assert_eq!(path(text), Err(SettingsProblem::PrefilledFile { written: text.to_owned() }));
        }
        for text in ["permissions", "permissions.invoice", "permissions.invoice.view-invoice"] {
            assert_eq!(path(text), Err(SettingsProblem::PrefilledPermission { written: text.to_owned() }));
        }
        for text in ["", "fax", "custom_fields.52", "custom_fields.52.key", "custom_fields[52][value]"] {
            assert_eq!(path(text), Err(SettingsProblem::NotAPrefill { written: text.to_owned() }));
        }
    }
}
