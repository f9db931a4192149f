//! The validation rules, one module for each kind of field. [`crate::validate()`] applies all rules. The form applies a
//! single rule when the visitor leaves a field.

pub mod email;
pub mod files;
pub mod line;
pub mod photo;
pub mod select;
pub mod totals;

use crate::{CustomField, CustomPart, CustomValue, FieldKind, FieldPath, FieldProblem, Limits};

/// The function that a rule calls for each problem it finds, with the path and the problem. A rule may call it several
/// times.
pub type Found<'a> = &'a mut dyn FnMut(FieldPath, FieldProblem);

/// Checks one custom field and reports each problem to `found`. The value `None` means that the field was left empty.
///
/// ```
/// use customer_form_contract::{CustomField, Limits, FieldProblem, rules::check_custom};
/// let served = r#"{"id": "52", "key": "dept", "label": "Department", "required": true, "kind": "text"}"#;
/// let field: CustomField = serde_json::from_str(served).unwrap();
/// let mut found = Vec::new();
/// check_custom(&field, &Limits::default(), None, &mut |path, problem| found.push((path.to_dotted(), problem)));
/// assert_eq!(found, [("custom_fields.52.value".to_owned(), FieldProblem::Missing)]);
/// ```
pub fn check_custom(field: &CustomField, limits: &Limits, value: Option<&CustomValue>, found: Found<'_>) {
    let at = |part| FieldPath::Custom(field.id, part);
    if let FieldKind::Files(rule) = &field.kind {
        return match value {
            None => files::check(field, rule, limits, &[], found),
            Some(CustomValue::Files(list)) => files::check(field, rule, limits, list, found),
            Some(CustomValue::Text(_)) => found(at(CustomPart::Whole), FieldProblem::Unexpected),
        };
    }
    let problem = match value {
        None => check_text(&field.kind, field.required, limits, ""),
        Some(CustomValue::Text(text)) => check_text(&field.kind, field.required, limits, text),
        Some(CustomValue::Files(_)) => Some(FieldProblem::Unexpected),
    };
    if let Some(problem) = problem {
        found(at(CustomPart::Value), problem);
    }
}

/// Checks the text of a custom field. `None`: the text is valid. A file field refuses every text as
/// [`FieldProblem::Unexpected`].
///
/// ```
/// use customer_form_contract::{FieldKind, Limits, FieldProblem, rules::check_text};
/// let limits = Limits { text_bytes: 3, ..Limits::default() };
/// assert_eq!(check_text(&FieldKind::Text, true, &limits, "abc"), None);
/// let problem = FieldProblem::TooManyBytes { max_bytes: 3, actual: 4 };
/// assert_eq!(check_text(&FieldKind::Text, true, &limits, "abcd"), Some(problem));
/// ```
pub fn check_text(kind: &FieldKind, required: bool, limits: &Limits, text: &str) -> Option<FieldProblem> {
    match kind {
        FieldKind::Text => line::check_bytes(text, required, limits.text_bytes),
        FieldKind::TextArea => line::check_bytes(text, required, limits.textarea_bytes),
        FieldKind::Select { options } => select::check(text, required, options),
        FieldKind::Files(_) => Some(FieldProblem::Unexpected),
    }
}
