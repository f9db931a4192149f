//! What a whole submission may carry: past these, PHP drops data without an error.

use super::Found;
use crate::{Body, Entry, FieldPath, FormConfig, Problem, parts};

/// Bytes, files and text parts of the whole submission.
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
        found(FieldPath::Form, Problem::BodyTooLarge { max_bytes, actual });
    }
    if actual_files > limits.files {
        let (max, actual) = (limits.files, actual_files);
        found(FieldPath::Form, Problem::TooManyFilesInTotal { max, actual });
    }
    if actual_variables > limits.variables {
        let (max, actual) = (limits.variables, actual_variables);
        found(FieldPath::Form, Problem::TooManyVariables { max, actual });
    }
}
