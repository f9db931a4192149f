//! Validation errors in Laravel's format: `{"message": …, "errors": {path: [sentence, …]}}`.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::sentences::{Broken, Shown};

/// Errors by dotted path, in the order in which the rules found them.
#[derive(Debug, Default)]
pub(crate) struct ValidationErrors {
    by_path: IndexMap<String, Vec<String>>,
}

impl ValidationErrors {
    /// Adds a broken rule at a path that the rule names exactly.
    pub(crate) fn add(&mut self, path: impl Into<String>, broken: Broken<'_>) {
        self.add_shown(path.into(), broken, Shown::Spaced);
    }

    /// Adds a broken rule at a path that matched a rule with `*`.
    pub(crate) fn add_found(&mut self, path: impl Into<String>, broken: Broken<'_>) {
        self.add_shown(path.into(), broken, Shown::Raw);
    }

    fn add_shown(&mut self, path: String, broken: Broken<'_>, shown: Shown) {
        let sentence = broken.sentence(&shown.name(&path));
        self.by_path.entry(path).or_default().push(sentence);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// The dotted paths, for the log. The log contains no sentences and no values.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.by_path.keys().map(String::as_str).collect()
    }

    /// The first sentence, and the number of further sentences.
    fn message(&self) -> String {
        let mut sentences = self.by_path.values().flatten();
        let Some(first) = sentences.next() else { return "The given data was invalid.".to_owned() };
        match sentences.count() {
            0 => first.clone(),
            1 => format!("{first} (and 1 more error)"),
            more => format!("{first} (and {more} more errors)"),
        }
    }
}

impl Serialize for ValidationErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            message: String,
            errors: &'a IndexMap<String, Vec<String>>,
        }
        Body { message: self.message(), errors: &self.by_path }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_has_the_first_sentence_and_counts_the_others() {
        let mut errors = ValidationErrors::default();
        errors.add("last_name", Broken::Required);
        assert_eq!(errors.message(), "The last name field is required.");
        errors.add("email", Broken::Unique);
        assert_eq!(errors.message(), "The last name field is required. (and 1 more error)");
        errors.add("email", Broken::MaxCharacters(255));
        assert_eq!(errors.message(), "The last name field is required. (and 2 more errors)");
    }

    #[test]
    fn a_path_found_by_a_pattern_is_shown_raw() {
        let mut errors = ValidationErrors::default();
        errors.add("custom_fields.52.value", Broken::Required);
        errors.add_found("custom_fields.55.file_upload.files.0", Broken::File);
        assert_eq!(
            serde_json::to_string(&errors).unwrap(),
            r#"{"message":"The custom fields.52.value field is required. (and 1 more error)","errors":{"custom_fields.52.value":["The custom fields.52.value field is required."],"custom_fields.55.file_upload.files.0":["The custom_fields.55.file_upload.files.0 field must be a file."]}}"#
        );
    }
}
