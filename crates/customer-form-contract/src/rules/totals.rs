//! The limits of a whole submission. PHP drops data above such limits without an error.

use super::Found;
use crate::{Body, Entry, FieldPath, FieldProblem, FormConfig, parts};

/// Checks the number of bytes, files and text parts of the whole submission.
///
/// ```
/// use customer_form_contract::{Entry, FieldPath, FormConfig, FieldProblem, rules::totals};
/// let served = r#"{"form": "acme", "fields": [], "limits": {"variables": 4}}"#;
/// let config: FormConfig = serde_json::from_str(served).unwrap();
/// let mut found = Vec::new();
/// totals::check(&config, &Entry::default(), &mut |path, problem| found.push((path, problem)));
/// assert_eq!(found, [(FieldPath::Form, FieldProblem::TooManyVariables { max: 4, actual: 5 })]);
/// ```
pub fn check(config: &FormConfig, entry: &Entry, found: Found<'_>) {
    let limits = &config.limits;
    let (mut actual_bytes, mut actual_files, mut actual_variables) = (0_u64, 0, 0);
    for part in parts(config, entry) {
        match part.body {
            Body::Text(text) => {
                actual_variables += 1;
                actual_bytes = actual_bytes.saturating_add(text.len() as u64);
            }
            Body::File(file) => {
                actual_files += 1;
                actual_bytes = actual_bytes.saturating_add(file.bytes);
            }
        }
    }
    if actual_bytes > limits.body_bytes {
        let (max_bytes, actual) = (limits.body_bytes, actual_bytes);
        found(FieldPath::Form, FieldProblem::BodyTooLarge { max_bytes, actual });
    }
    if actual_files > limits.files {
        let (max, actual) = (limits.files, actual_files);
        found(FieldPath::Form, FieldProblem::TooManyFilesInTotal { max, actual });
    }
    if actual_variables > limits.variables {
        let (max, actual) = (limits.variables, actual_variables);
        found(FieldPath::Form, FieldProblem::TooManyVariables { max, actual });
    }
}
