//! Whether what a form requires fits into what a submission may carry.

use crate::{FieldKind, FormConfig, PhotoRule};

/// Email, names, phone and company: the texts of every submission.
pub const FIXED_VARIABLES: u64 = 5;

/// More is required than allowed: nobody can complete the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortage {
    /// The limit that would have to be larger, by its name in [`Limits`](crate::Limits).
    pub limit: &'static str,
    /// What the required fields alone take.
    pub needed: u64,
    /// What there is.
    pub max: u64,
}

impl FormConfig {
    /// The first limit that the required fields alone pass.
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
                // Its key, and every format.
                FieldKind::Files(rule) => {
                    variables += 1 + rule.formats.len() as u64;
                    files += 1;
                }
                // Its key and its value.
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
