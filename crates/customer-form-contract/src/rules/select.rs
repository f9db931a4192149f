//! The rule for a select.

use super::line::check_nul;
use crate::FieldProblem;
use crate::text::{is_blank, same_but_for_line_ends};

/// Checks that the value is one of the options. A blank value means that the visitor chose no option.
///
/// ```
/// use customer_form_contract::{FieldProblem, rules::select};
/// let options = ["January".to_owned()];
/// assert_eq!(select::check("January", true, &options), None);
/// assert_eq!(select::check("january", true, &options), Some(FieldProblem::NotAnOption));
/// ```
pub fn check(value: &str, required: bool, options: &[String]) -> Option<FieldProblem> {
    if required && options.is_empty() {
        Some(FieldProblem::NoOptions)
    } else if is_blank(value) {
        required.then_some(FieldProblem::Missing)
    } else {
        check_nul(value).or_else(|| chosen(value, options).is_none().then_some(FieldProblem::NotAnOption))
    }
}

/// The option that the visitor chose, as the form configuration spells it. `None`: the value is not an option.
/// Multipart encoding changes the line ends of a value, but the CRM has to get its own spelling of the option.
///
/// ```
/// use customer_form_contract::rules::select::chosen;
/// let options = ["one\r\ntwo".to_owned()];
/// assert_eq!(chosen("one\ntwo", &options), Some("one\r\ntwo"));
/// ```
pub fn chosen<'a>(value: &str, options: &'a [String]) -> Option<&'a str> {
    options.iter().find(|option| same_but_for_line_ends(option, value)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_configured_options_are_accepted() {
        let options = ["January".to_owned(), "0".to_owned(), " padded ".to_owned()];
        assert_eq!(check("January", true, &options), None);
        assert_eq!(check("0", true, &options), None);
        assert_eq!(check(" padded ", true, &options), None);
        for other in ["january", "January ", "padded", "February"] {
            assert_eq!(check(other, false, &options), Some(FieldProblem::NotAnOption), "{other:?}");
        }
    }

    #[test]
    fn empty_choice_is_missing_only_in_a_required_select() {
        let options = ["a".to_owned()];
        assert_eq!(check("", true, &options), Some(FieldProblem::Missing));
        assert_eq!(check("", false, &options), None);
    }

    #[test]
    fn a_required_select_without_options_cannot_be_completed() {
        assert_eq!(check("", true, &[]), Some(FieldProblem::NoOptions));
        assert_eq!(check("a", true, &[]), Some(FieldProblem::NoOptions));
    }

    #[test]
    fn options_match_with_any_line_ends() {
        for option in ["a\nb", "a\r\nb", "a\rb"] {
            let options = ["a".to_owned(), option.to_owned()];
            for sent in ["a\nb", "a\r\nb", "a\rb"] {
                assert_eq!(check(sent, true, &options), None, "{option:?} {sent:?}");
                assert_eq!(chosen(sent, &options), Some(option), "{sent:?}");
            }
        }
    }
}
