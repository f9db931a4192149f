//! The rules for free text: a required text is not blank, the text is not too long, and it has no NUL character.

use crate::FieldProblem;
use crate::limits::MAX_LINE_CHARS;
use crate::text::is_blank;

/// Checks a fixed field such as the phone number: required, at most 255 characters, no NUL character.
///
/// ```
/// use customer_form_contract::{FieldProblem, rules::line};
/// assert_eq!(line::check_fixed("Ångström"), None);
/// assert_eq!(line::check_fixed(" "), Some(FieldProblem::Missing));
/// ```
pub fn check_fixed(text: &str) -> Option<FieldProblem> {
    if is_blank(text) {
        Some(FieldProblem::Missing)
    } else {
        check_nul(text).or_else(|| check_chars(text, MAX_LINE_CHARS))
    }
}

/// Checks a text of a custom field: at most `max_bytes` bytes of UTF-8, no NUL character. A blank text is not sent, so
/// for a blank text only `required` is checked.
///
/// ```
/// use customer_form_contract::{FieldProblem, rules::line};
/// assert_eq!(line::check_bytes(" ", false, 10), None);
/// assert_eq!(line::check_bytes("a\0", false, 10), Some(FieldProblem::ContainsNul));
/// ```
pub fn check_bytes(text: &str, required: bool, max_bytes: u64) -> Option<FieldProblem> {
    if is_blank(text) {
        return required.then_some(FieldProblem::Missing);
    }
    let actual = text.len() as u64;
    check_nul(text)
        .or_else(|| (actual > max_bytes).then_some(FieldProblem::TooManyBytes { max_bytes, actual }))
}

pub(super) fn check_nul(text: &str) -> Option<FieldProblem> {
    text.contains('\0').then_some(FieldProblem::ContainsNul)
}

pub(super) fn check_chars(text: &str, max_chars: u64) -> Option<FieldProblem> {
    let actual = text.chars().count() as u64;
    (actual > max_chars).then_some(FieldProblem::TooLong { max_chars, actual })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_a_value_and_white_space_is_missing() {
        assert_eq!(check_fixed("0"), None);
        assert_eq!(check_bytes("0", true, 10), None);
        for blank in ["", " ", "\t\n", "\u{3000}", "\u{feff}\u{200b}"] {
            assert_eq!(check_fixed(blank), Some(FieldProblem::Missing), "{blank:?}");
            assert_eq!(check_bytes(blank, true, 10), Some(FieldProblem::Missing), "{blank:?}");
            assert_eq!(check_bytes(blank, false, 10), None, "{blank:?}");
        }
    }

    #[test]
    fn fixed_fields_count_characters_and_custom_fields_bytes() {
        assert_eq!(check_fixed(&"ü".repeat(255)), None);
        assert_eq!(
            check_fixed(&"ü".repeat(256)),
            Some(FieldProblem::TooLong { max_chars: 255, actual: 256 })
        );
        assert_eq!(check_bytes("üü", false, 4), None);
        assert_eq!(
            check_bytes("üüa", false, 4),
            Some(FieldProblem::TooManyBytes { max_bytes: 4, actual: 5 })
        );
    }

    #[test]
    fn nul_is_refused() {
        assert_eq!(check_fixed("a\0b"), Some(FieldProblem::ContainsNul));
        assert_eq!(check_bytes("\0", false, 10), Some(FieldProblem::ContainsNul));
    }
}
