//! From one of Laravel's validation sentences to a problem. The sentence itself goes no further: it is the
//! CRM's text, in the CRM's language.

use crate::Problem;

/// The problem that a sentence is about, by the words of Laravel's English sentences (`lang/en/validation.php`)
/// or by the rule's bare name (`validation.unique`), which Laravel shows where a translation is missing.
pub(super) fn problem(sentence: &str) -> Problem {
    let sentence = sentence.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if says(&["already been taken", "already taken", "already exists", "validation.unique"]) {
        Problem::Taken
    } else if says(&["is required", "validation.required"]) {
        Problem::Missing
    } else if says(&["valid email", "validation.email"]) {
        Problem::NotAnEmail
    } else if says(&["selected", "validation.in"]) {
        Problem::NotAnOption
    } else if says(&["must be an image", "validation.image"]) {
        Problem::NotAnImage
    } else if says(&["must be a file of type", "validation.mimes"]) {
        Problem::FormatNotAllowed
    } else {
        Problem::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laravels_own_sentences_are_understood() {
        for (sentence, expected) in [
            ("The email has already been taken.", Problem::Taken),
            ("validation.unique", Problem::Taken),
            ("The last name field is required.", Problem::Missing),
            ("The email field must be a valid email address.", Problem::NotAnEmail),
            ("The selected custom_fields.68.value is invalid.", Problem::NotAnOption),
            ("The profile photo path field must be an image.", Problem::NotAnImage),
            ("The file field must be a file of type: pdf, docx.", Problem::FormatNotAllowed),
            ("El correo ya existe.", Problem::Refused),
            ("", Problem::Refused),
        ] {
            assert_eq!(problem(sentence), expected, "{sentence:?}");
        }
    }
}
