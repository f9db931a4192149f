//! Whether what a form requires fits into what a submission may carry.

use std::fmt;

use customer_form_contract::{FieldKind, FormConfig, PhotoRule};

/// The fixed texts of every submission.
const FIXED_VARIABLES: u64 = 5;

/// More is required than allowed: nobody can complete the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRoom {
    /// The setting that would have to be larger.
    pub(super) limit: &'static str,
    pub(super) needed: u64,
    pub(super) max: u64,
}

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, needed, max } = self;
        write!(f, "what is required needs {needed} {limit} and limits.{limit} leaves {max}")
    }
}

/// The first limit that the required fields alone pass.
pub(super) fn missing(config: &FormConfig) -> Option<NoRoom> {
    let (mut variables, mut files) = (FIXED_VARIABLES, u64::from(config.photo == PhotoRule::Required));
    for field in config.fields.iter().filter(|field| field.required) {
        match &field.kind {
            // Its key, and every format.
            FieldKind::Files(rule) => {
                variables += 1 + rule.formats.len() as u64;
                files += 1;
            }
            // Its key and its value.
            FieldKind::Text | FieldKind::TextArea | FieldKind::Select { .. } => variables += 2,
        }
    }
    let limits = &config.limits;
    [("variables", variables, limits.variables), ("files", files, limits.files)]
        .into_iter()
        .find(|(_, needed, max)| needed > max)
        .map(|(limit, needed, max)| NoRoom { limit, needed, max })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_fields_are_counted_as_they_are_sent() {
        let served = r#"{"form": "acme", "fields": [
            {"id": "1", "key": "a", "label": "A", "required": true, "kind": "text"},
            {"id": "2", "key": "b", "label": "B", "required": false, "kind": "text"},
            {"id": "3", "key": "c", "label": "C", "required": true, "kind": {"files": {"formats": ["PDF", "DOC"]}}}
        ], "limits": {"variables": 10, "files": 2}}"#;
        let mut config: FormConfig = serde_json::from_str(served).unwrap();
        assert_eq!(missing(&config), None);
        config.limits.files = 1;
        assert_eq!(missing(&config), Some(NoRoom { limit: "files", needed: 2, max: 1 }));
        config.limits.variables = 9;
        assert_eq!(missing(&config), Some(NoRoom { limit: "variables", needed: 10, max: 9 }));
    }
}
