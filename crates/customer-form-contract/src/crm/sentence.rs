//! Converts a validation sentence of Laravel to a problem. The sentence itself is not passed on, because it is a text
//! of the CRM in the CRM's language.

use crate::FieldProblem;

/// The problem that the sentence describes. The function knows the words of Laravel's English sentences
/// (`lang/en/validation.php`) and the names of the rules (`validation.unique`), which Laravel returns if a translation
/// is missing. Every other sentence gives [`FieldProblem::Refused`].
///
/// The sentences contain the name of the field, and the name may have any words. Therefore the function compares mostly
/// the starts and ends of sentences.
pub(super) fn problem(sentence: &str) -> FieldProblem {
    let sentence = sentence.to_lowercase();
    let sentence = sentence.trim().trim_end_matches('.');
    if let Some(rule) = sentence.strip_prefix("validation.") {
        return by_rule(rule);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| sentence.ends_with(ending));
    let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if ends(&["already been taken", "already taken", "already exists", "already in use"]) {
        FieldProblem::Taken
    } else if ends(&["is required", "must have a value", "must be present"]) || says(&[" is required when "])
    {
        FieldProblem::Missing
    } else if ends(&["valid email address", "valid e-mail address", "valid email"]) {
        FieldProblem::NotAnEmail
    } else if sentence.starts_with("the selected ") && ends(&["is invalid"]) {
        FieldProblem::NotAnOption
    } else if ends(&["must be an image"]) {
        FieldProblem::NotAnImage
    } else if says(&["must be a file of type: ", "must have one of the following extensions: "]) {
        FieldProblem::FormatNotAllowed
    } else {
        FieldProblem::Refused
    }
}

fn by_rule(rule: &str) -> FieldProblem {
    match rule {
        "unique" => FieldProblem::Taken,
        "required" | "filled" | "present" => FieldProblem::Missing,
        "email" => FieldProblem::NotAnEmail,
        "in" | "enum" | "exists" => FieldProblem::NotAnOption,
        "image" => FieldProblem::NotAnImage,
        "mimes" | "mimetypes" | "extensions" => FieldProblem::FormatNotAllowed,
        // For example `required_if` and `required_with`.
        rule if rule.starts_with("required_") => FieldProblem::Missing,
        _ => FieldProblem::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laravel_sentences_give_their_problem() {
        for (sentence, expected) in [
            ("The email has already been taken.", FieldProblem::Taken),
            ("validation.unique", FieldProblem::Taken),
            ("The last name field is required.", FieldProblem::Missing),
            ("The phone field is required when email is ada@example.com.", FieldProblem::Missing),
            ("The value field must have a value.", FieldProblem::Missing),
            ("validation.required_with", FieldProblem::Missing),
            ("The email field must be a valid email address.", FieldProblem::NotAnEmail),
            ("The email must be a valid email address.", FieldProblem::NotAnEmail),
            ("The selected custom_fields.68.value is invalid.", FieldProblem::NotAnOption),
            ("validation.in", FieldProblem::NotAnOption),
            ("The profile photo path field must be an image.", FieldProblem::NotAnImage),
            ("The file field must be a file of type: pdf, docx.", FieldProblem::FormatNotAllowed),
            ("The file must have one of the following extensions: pdf.", FieldProblem::FormatNotAllowed),
            ("validation.mimetypes", FieldProblem::FormatNotAllowed),
        ] {
            assert_eq!(problem(sentence), expected, "{sentence:?}");
        }
    }

    #[test]
    fn other_sentences_are_a_refusal_for_any_field_name() {
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
            assert_eq!(problem(sentence), FieldProblem::Refused, "{sentence:?}");
        }
    }
}
