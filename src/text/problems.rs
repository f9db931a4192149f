//! The sentences for the problems.

use customer_form_contract::{CustomPart, FieldKind, FieldPath, FieldProblem, FixedField, FormConfig};

use super::{label, unequal};

/// Pixels in a megapixel. A form's limit is at least one megapixel.
const MEGAPIXEL: u64 = 1_000_000;

/// Returns a sentence that says what is wrong at that path and what to do. `file` is the name of the file that has the
/// problem.
pub(crate) fn problem(
    problem: FieldProblem,
    path: FieldPath,
    config: &FormConfig,
    file: Option<&str>,
) -> String {
    let name = quoted(&label(path, config));
    let file = file.map_or_else(|| name.clone(), quoted);
    match problem {
        FieldProblem::Missing => missing(path, config),
        FieldProblem::TooLong { max_chars, actual } => [
            &name, " may have at most ", &max_chars.to_string(), " characters. It has ", &actual.to_string(),
            ": please shorten it.",
        ]
        .concat(),
        FieldProblem::TooManyBytes { max_bytes, .. } => {
            [&name, " is too long: please shorten it to about ", &max_bytes.to_string(), " characters."].concat()
        }
        FieldProblem::NotAnEmail => "Enter an email address like name@example.com.".to_owned(),
        FieldProblem::NotAnOption => ["Choose one of the options for ", &name, "."].concat(),
        FieldProblem::NoOptions => [
            &name, " has to be filled in, but there is nothing to choose from. \
             Please contact the company that you are registering with.",
        ]
        .concat(),
        FieldProblem::ContainsNul => {
            [&name, " contains a character that cannot be saved. Please type it again."].concat()
        }
        FieldProblem::TooManyFiles { max: 1, .. } => [&name, " takes one file. Please remove the others."].concat(),
        FieldProblem::TooManyFiles { max, actual } => [
            &name, " takes at most ", &max.to_string(), " files. You chose ", &actual.to_string(),
            ": please remove some.",
        ]
        .concat(),
        FieldProblem::FileEmpty => [&file, " is empty. Please choose another file."].concat(),
        FieldProblem::FileTooLarge { max_bytes, actual } => {
            let [actual, max] = unequal(actual, max_bytes);
            [
                &file, " is too large: it has ", &actual, ", and at most ", &max,
                " can be sent. Please choose a smaller file.",
            ]
            .concat()
        }
        FieldProblem::FormatNotAllowed => {
            [&file, " is not of an accepted format. Please choose ", &accepted(path, config), "."].concat()
        }
        FieldProblem::NotAnImage => "Choose a JPEG, PNG, GIF or WebP image as your profile photo.".to_owned(),
        // The size is rounded up and the limit down, so that the two numbers differ.
        FieldProblem::TooManyPixels { max_pixels, actual } => [
            &file, " has ", &actual.div_ceil(MEGAPIXEL).to_string(), " megapixels, and at most ",
            &(max_pixels / MEGAPIXEL).to_string(), " megapixels can be sent. Please choose a smaller version.",
        ]
        .concat(),
        FieldProblem::FileUnreadable => {
            [&file, " can no longer be read. Please choose it again, or remove it."].concat()
        }
        FieldProblem::BodyTooLarge { max_bytes, actual } => {
            let [actual, max] = unequal(actual, max_bytes);
            [
                "All files together have ", &actual, ", and at most ", &max,
                " can be sent at once. Please choose smaller files or fewer.",
            ]
            .concat()
        }
        FieldProblem::TooManyFilesInTotal { max, actual } => [
            "You chose ", &actual.to_string(), " files in all, and at most ", &max.to_string(),
            " can be sent at once. Please remove some.",
        ]
        .concat(),
        FieldProblem::TooManyVariables { .. } => {
            "More fields are filled in than can be sent at once. Please leave some optional ones empty.".to_owned()
        }
        FieldProblem::Unexpected => {
            [&name, " is no longer part of this form. Please reload the page."].concat()
        }
        FieldProblem::NotOffered => "Choose only among the permissions shown.".to_owned(),
        FieldProblem::Taken if path == FieldPath::Fixed(FixedField::Email) => {
            "A customer with this email address already exists. Use another one, or contact the company.".to_owned()
        }
        FieldProblem::Taken => [&name, " is already in use. Please enter another value."].concat(),
        FieldProblem::Refused if path == FieldPath::Form => {
            "Your details were not accepted, and we were not told why. Please check them, or contact the company."
                .to_owned()
        }
        FieldProblem::Refused => [&name, " was not accepted. Please check it."].concat(),
    }
}

fn missing(path: FieldPath, config: &FormConfig) -> String {
    if let FieldPath::Fixed(field) = path {
        return missing_fixed(field).to_owned();
    }
    let kind = path.field_id().and_then(|id| config.field(id)).map(|field| &field.kind);
    let beginning = match kind {
        Some(FieldKind::Select { .. }) => "Choose an option for ",
        Some(FieldKind::Files(_)) => "Choose a file for ",
        Some(FieldKind::Text | FieldKind::TextArea) | None => "Fill in ",
    };
    [beginning, &quoted(&label(path, config)), "."].concat()
}

const fn missing_fixed(field: FixedField) -> &'static str {
    match field {
        FixedField::Email => "Enter your email address.",
        FixedField::Name => "Enter your first name.",
        FixedField::LastName => "Enter your last name.",
        FixedField::Phone => "Enter your phone number.",
        FixedField::CompanyName => "Enter the name of your company.",
        FixedField::Photo => "Choose a profile photo.",
    }
}

fn quoted(text: &str) -> String {
    ["“", text, "”"].concat()
}

/// Returns the field's formats as a list: "PDF, DOCX or DOC".
fn accepted(path: FieldPath, config: &FormConfig) -> String {
    let FieldPath::Custom(id, CustomPart::File(_) | CustomPart::Files) = path else {
        return "another file".into();
    };
    match config.field(id).map(|field| &field.kind) {
        Some(FieldKind::Files(rule)) if !rule.formats.is_empty() => formats(&rule.formats),
        _ => "another file".into(),
    }
}

/// Returns "A", "A or B" or "A, B or C", with the formats in capitals as usual.
pub(crate) fn formats(formats: &[String]) -> String {
    let formats: Vec<_> = formats.iter().map(|format| format.to_ascii_uppercase()).collect();
    match formats.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => [&others.join(", "), " or ", last].concat(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use customer_form_contract::{CustomField, FieldId, FileRule, Limits, PhotoRule};

    fn config() -> FormConfig {
        FormConfig {
            form: "acme".into(),
            photo: PhotoRule::Required,
            fields: vec![CustomField {
                id: FieldId(55),
                key: "documents".into(),
                label: "Documents".into(),
                description: None,
                placeholder: None,
                required: true,
                group: None,
                kind: FieldKind::Files(FileRule {
                    formats: vec!["pdf".into(), "DOCX".into(), "doc".into()],
                    max_files: Some(2),
                }),
            }],
            offered: vec![],
            limits: Limits::default(),
            prefill_from_url: vec![],
        }
    }

    #[test]
    fn sentences_name_the_field_the_file_and_the_limit() {
        let at = |part| FieldPath::Custom(FieldId(55), part);
        for (found, path, file, expected) in [
            (FieldProblem::Missing, FieldPath::Fixed(FixedField::Phone), None, "Enter your phone number."),
            (FieldProblem::Missing, at(CustomPart::Files), None, "Choose a file for “Documents”."),
            (
                FieldProblem::TooManyFiles { max: 2, actual: 3 },
                at(CustomPart::Files),
                None,
                "“Documents” takes at most 2 files. You chose 3: please remove some.",
            ),
            (
                FieldProblem::FormatNotAllowed,
                at(CustomPart::File(0)),
                Some("a.exe"),
                "“a.exe” is not of an accepted format. Please choose PDF, DOCX or DOC.",
            ),
            (
                FieldProblem::FileTooLarge { max_bytes: 10 << 20, actual: 11 << 20 },
                at(CustomPart::File(0)),
                Some("a.pdf"),
                "“a.pdf” is too large: it has 11 MB, and at most 10 MB can be sent. Please choose a smaller file.",
            ),
            (
                FieldProblem::TooManyPixels { max_pixels: 201_326_592, actual: 201_326_593 },
                FieldPath::Fixed(FixedField::Photo),
                Some("me.jpg"),
                "“me.jpg” has 202 megapixels, and at most 201 megapixels can be sent. \
                 Please choose a smaller version.",
            ),
            (
                FieldProblem::TooLong { max_chars: 255, actual: 300 },
                FieldPath::Fixed(FixedField::Name),
                None,
                "“First name” may have at most 255 characters. It has 300: please shorten it.",
            ),
        ] {
            assert_eq!(problem(found, path, &config(), file), expected);
        }
    }

    #[test]
    fn list_of_formats_is_joined_with_or() {
        let read = |names: &[&str]| formats(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["pdf"]), "PDF");
        assert_eq!(read(&["pdf", "docx"]), "PDF or DOCX");
        assert_eq!(read(&["pdf", "docx", "doc"]), "PDF, DOCX or DOC");
    }
}
