//! Checks whether the required fields of a form fit into the limits of a submission.

use crate::{FieldKind, FixedField, FormConfig, PhotoRule};

/// The number of text parts that every submission has: one for each fixed field that takes text.
pub const FIXED_VARIABLES: u64 = FixedField::TEXTS.len() as u64;

/// The required fields need more than a limit allows, so the form cannot be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The name of the limit in [`Limits`](crate::Limits). The limit would have to be larger.
    pub limit: &'static str,
    /// The number that the required fields alone need.
    pub needed: u64,
    /// The number that the limit allows.
    pub max: u64,
}

impl FormConfig {
    /// The first limit that the required fields alone exceed. `None`: the required fields fit.
    ///
    /// ```
    /// use customer_form_contract::{FormConfig, room::Shortage};
    /// let served = r#"{"form": "acme", "fields": [
    ///     {"id": "52", "key": "dept", "label": "Department", "required": true, "kind": "text"}
    /// ], "limits": {"variables": 6}}"#;
    /// let config: FormConfig = serde_json::from_str(served).unwrap();
    /// assert_eq!(config.shortage(), Some(Shortage { limit: "variables", needed: 7, max: 6 }));
    /// ```
    pub fn shortage(&self) -> Option<Shortage> {
        let (mut variables, mut files) = (FIXED_VARIABLES, u64::from(self.photo == PhotoRule::Required));
        for field in self.fields.iter().filter(|field| field.required) {
            match &field.kind {
                // One part for the key, and one for each format.
                FieldKind::Files(rule) => {
                    variables += 1 + rule.formats.len() as u64;
                    files += 1;
                }
                // One part for the key, and one for the value.
                FieldKind::Text | FieldKind::TextArea | FieldKind::Select { .. } => variables += 2,
            }
        }
        [("variables", variables, self.limits.variables), ("files", files, self.limits.files)]
            .into_iter()
            .find(|(_, needed, max)| needed > max)
            .map(|(limit, needed, max)| Shortage { limit, needed, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn required_fields_are_counted_as_sent_parts() {
        let served = r#"{"form": "acme", "fields": [
            {"id": "1", "key": "a", "label": "A", "required": true, "kind": "text"},
            {"id": "2", "key": "b", "label": "B", "required": false, "kind": "text"},
            {"id": "3", "key": "c", "label": "C", "required": true, "kind": {"files": {"formats": ["PDF", "DOC"]}}}
        ], "limits": {"variables": 10, "files": 2}}"#;
        let mut config: FormConfig = serde_json::from_str(served).unwrap();
        assert_eq!(config.shortage(), None);
        config.limits.files = 1;
        assert_eq!(config.shortage(), Some(Shortage { limit: "files", needed: 2, max: 1 }));
        config.limits.variables = 9;
        assert_eq!(config.shortage(), Some(Shortage { limit: "variables", needed: 10, max: 9 }));
    }
}
