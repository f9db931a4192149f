//! The rule for the files of a custom field.

use super::Found;
use crate::file::visible;
use crate::format::has_format;
use crate::{CustomField, CustomPart, FieldPath, FieldProblem, FileInfo, FileRule, Limits};

/// Checks the number of files, and the format and the size of each file. The rule reports at most one problem for each
/// file: a wrong format before a wrong size.
///
/// ```
/// use customer_form_contract::{CustomField, FieldKind, FileInfo, Limits, rules::files};
/// let served = r#"{"id": "55", "key": "docs", "label": "Documents", "kind": {"files": {"formats": ["PDF"]}}}"#;
/// let field: CustomField = serde_json::from_str(served).unwrap();
/// let FieldKind::Files(rule) = &field.kind else { unreachable!() };
/// let chosen = [FileInfo { name: "plan.pdf".into(), bytes: 0, image: None }];
/// let mut found = Vec::new();
/// files::check(&field, rule, &Limits::default(), &chosen, &mut |path, problem| {
///     found.push((path.to_dotted(), problem.code()));
/// });
/// assert_eq!(found, [("custom_fields.55.file_upload.files.0".to_owned(), "file_empty")]);
/// ```
pub fn check(field: &CustomField, rule: &FileRule, limits: &Limits, files: &[FileInfo], found: Found<'_>) {
    let at = |part| FieldPath::Custom(field.id, part);
    let actual = files.len() as u64;
    if actual == 0 && field.required {
        found(at(CustomPart::Files), FieldProblem::Missing);
    }
    if let Some(max) = rule.max_files.filter(|max| actual > *max) {
        found(at(CustomPart::Files), FieldProblem::TooManyFiles { max, actual });
    }
    for (index, file) in (0..).zip(files) {
        if let Some(problem) = check_one(rule, limits, file) {
            found(at(CustomPart::File(index)), problem);
        }
    }
}

fn check_one(rule: &FileRule, limits: &Limits, file: &FileInfo) -> Option<FieldProblem> {
    let name = visible(&file.name);
    let allowed = rule.formats.is_empty() || rule.formats.iter().any(|format| has_format(&name, format));
    if !allowed { Some(FieldProblem::FormatNotAllowed) } else { check_size(file.bytes, limits.file_bytes) }
}

pub(super) fn check_size(actual: u64, max_bytes: u64) -> Option<FieldProblem> {
    match actual {
        0 => Some(FieldProblem::FileEmpty),
        _ if actual > max_bytes => Some(FieldProblem::FileTooLarge { max_bytes, actual }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldId, FieldKind};

    fn problems(
        required: bool,
        formats: &[&str],
        max_files: Option<u64>,
        files: &[(&str, u64)],
    ) -> Vec<(String, FieldProblem)> {
        let rule = FileRule { formats: formats.iter().map(|f| (*f).to_owned()).collect(), max_files };
        let field = CustomField {
            id: FieldId(55),
            key: "documents".into(),
            label: "Documents".into(),
            description: None,
            placeholder: None,
            required,
            group: None,
            kind: FieldKind::Files(rule.clone()),
        };
        let files: Vec<_> = files
            .iter()
            .map(|(name, bytes)| FileInfo { name: (*name).into(), bytes: *bytes, image: None })
            .collect();
        let limits = Limits { file_bytes: 100, ..Limits::default() };
        let mut found = Vec::new();
        check(&field, &rule, &limits, &files, &mut |path, problem| found.push((path.to_dotted(), problem)));
        found
    }

    #[test]
    fn required_field_needs_a_file_and_optional_field_does_not() {
        assert_eq!(problems(false, &[], None, &[]), []);
        assert_eq!(
            problems(true, &[], None, &[]),
            [("custom_fields.55.file_upload.files".into(), FieldProblem::Missing)]
        );
    }

    #[test]
    fn more_files_than_configured_are_refused() {
        assert_eq!(problems(false, &[], Some(1), &[("a", 1)]), []);
        assert_eq!(
            problems(false, &[], Some(1), &[("a", 1), ("b", 1)]),
            [("custom_fields.55.file_upload.files".into(), FieldProblem::TooManyFiles { max: 1, actual: 2 })]
        );
    }

    #[test]
    fn every_file_gets_its_own_problem() {
        assert_eq!(
            problems(
                false,
                &["PDF", "docx"],
                None,
                &[("a.pdf", 100), ("b.DOCX", 0), ("c.pdf", 101), ("d.doc", 1), ("pdf", 1)]
            ),
            [
                ("custom_fields.55.file_upload.files.1".into(), FieldProblem::FileEmpty),
                (
                    "custom_fields.55.file_upload.files.2".into(),
                    FieldProblem::FileTooLarge { max_bytes: 100, actual: 101 }
                ),
                ("custom_fields.55.file_upload.files.3".into(), FieldProblem::FormatNotAllowed),
                ("custom_fields.55.file_upload.files.4".into(), FieldProblem::FormatNotAllowed),
            ]
        );
    }

    #[test]
    fn other_format_names_and_invisible_characters_pass() {
        let formats = ["JPG", "TIFF", "HTML"];
        let files = [
            "a.jpeg",
            "a.JPE",
            "a.jfif",
            "a.pjp",
            "a.tif",
            "a.htm",
            "\u{200e}a.jpg",
            "a.jpg\u{200b}",
            "a.\u{ad}jp\u{feff}g",
        ];
        assert_eq!(problems(false, &formats, None, &files.map(|name| (name, 1))), []);
        let wrong = [("a.png", 1), ("a.jpg\u{2800}", 1), ("a.\u{202e}gpj", 1), ("jpg\u{200b}", 1)];
        let found = problems(false, &formats, None, &wrong);
        assert_eq!(found.len(), wrong.len(), "{found:?}");
        assert!(found.iter().all(|(_, problem)| *problem == FieldProblem::FormatNotAllowed));
    }

    #[test]
    fn every_format_passes_without_a_list() {
        assert_eq!(problems(false, &[], None, &[("a.exe", 1), ("no extension", 1)]), []);
    }
}
