//! From one of Laravel's validation sentences to a problem. The sentence itself goes no further: it is the
//! CRM's text, in the CRM's language.

use crate::Problem;

/// The problem that a sentence is about, by the words of Laravel's English sentences (`lang/en/validation.php`)
/// or by the rule's bare name (`validation.unique`), which Laravel shows where a translation is missing.
///
/// The sentences name the field, so only their ends and beginnings count: a field may be called anything.
pub(super) fn problem(sentence: &str) -> Problem {
    let sentence = sentence.to_lowercase();
    let sentence = sentence.trim().trim_end_matches('.');
    if let Some(rule) = sentence.strip_prefix("validation.") {
        return by_rule(rule);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| sentence.ends_with(ending));
    let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if ends(&["already been taken", "already taken", "already exists", "already in use"]) {
        Problem::Taken
    } else if ends(&["is required", "must have a value", "must be present"]) || says(&[" is required when "])
    {
        Problem::Missing
    } else if ends(&["valid email address", "valid e-mail address", "valid email"]) {
        Problem::NotAnEmail
    } else if sentence.starts_with("the selected ") && ends(&["is invalid"]) {
        Problem::NotAnOption
    } else if ends(&["must be an image"]) {
        Problem::NotAnImage
    } else if says(&["must be a file of type: ", "must have one of the following extensions: "]) {
        Problem::FormatNotAllowed
    } else {
        Problem::Refused
    }
}

fn by_rule(rule: &str) -> Problem {
    match rule {
        "unique" => Problem::Taken,
        "required" | "filled" | "present" => Problem::Missing,
        "email" => Problem::NotAnEmail,
        "in" | "enum" | "exists" => Problem::NotAnOption,
        "image" => Problem::NotAnImage,
        "mimes" | "mimetypes" | "extensions" => Problem::FormatNotAllowed,
        // `required_if`, `required_with` and the like.
        rule if rule.starts_with("required_") => Problem::Missing,
        _ => Problem::Refused,
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
            ("The phone field is required when email is ada@example.com.", Problem::Missing),
            ("The value field must have a value.", Problem::Missing),
            ("validation.required_with", Problem::Missing),
            ("The email field must be a valid email address.", Problem::NotAnEmail),
            ("The email must be a valid email address.", Problem::NotAnEmail),
            ("The selected custom_fields.68.value is invalid.", Problem::NotAnOption),
            ("validation.in", Problem::NotAnOption),
            ("The profile photo path field must be an image.", Problem::NotAnImage),
            ("The file field must be a file of type: pdf, docx.", Problem::FormatNotAllowed),
            ("The file must have one of the following extensions: pdf.", Problem::FormatNotAllowed),
            ("validation.mimetypes", Problem::FormatNotAllowed),
        ] {
            assert_eq!(problem(sentence), expected, "{sentence:?}");
        }
    }

    #[test]
    fn anything_else_is_a_refusal_whatever_the_field_is_called() {
        for sentence in [
            "",
            ".",
            "El correo ya existe.",
            "validation.integer",
            "validation.in_array",
            "validation.",
            "The selected plan may not be greater than 3 characters.",
            "The already taken courses must be a string.",
            "What is required of us may not be greater than 10 characters.",
            "The valid email must be a string.",
            "The file failed to upload.",
        ] {
            assert_eq!(problem(sentence), Problem::Refused, "{sentence:?}");
        }
    }
}
