//! The rule for the e-mail address.

use super::line::{check_chars, check_nul};
use crate::FieldProblem;
use crate::limits::MAX_EMAIL_CHARS;
use crate::text::is_blank;

/// The largest size of a label of a domain name, in octets (RFC 1035, 2.3.4). HTML's definition has the same limit.
const MAX_LABEL_BYTES: usize = 63;

/// Checks that the address is not blank, is valid for HTML's `input type=email` ("valid e-mail address", 4.10.5.1.5),
/// and has at most 254 characters. `None`: the address is valid.
///
/// ```
/// use customer_form_contract::{FieldProblem, rules::email};
/// assert_eq!(email::check("ada+forms@example.com"), None);
/// assert_eq!(email::check("ada@example..com"), Some(FieldProblem::NotAnEmail));
/// ```
pub fn check(text: &str) -> Option<FieldProblem> {
    if is_blank(text) {
        return Some(FieldProblem::Missing);
    }
    check_nul(text)
        .or_else(|| check_chars(text, MAX_EMAIL_CHARS))
        .or_else(|| (!is_valid(text)).then_some(FieldProblem::NotAnEmail))
}

fn is_valid(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty() && local.bytes().all(is_local) && domain.split('.').all(is_label)
}

/// Whether the byte is `atext` (RFC 5322, 3.2.3) or a dot. HTML allows a dot at every position.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// Whether the label has only the characters of `let-dig` and `ldh-str` (RFC 1034, 3.5). The first character may also
/// be a digit (RFC 1123, 2.1).
fn is_label(label: &str) -> bool {
    label.len() <= MAX_LABEL_BYTES
        && !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_addresses_that_are_valid_in_html() {
        for text in [
            "a@b",
            "a@b.c",
            "john.doe@example.com",
            ".a..b.@example.com",
            "!#$%&'*+/=?^_`{|}~-@example.com",
            "a@1.2.3.4",
            "A@EXAMPLE.COM",
            "a@x--y.com",
        ] {
            assert_eq!(check(text), None, "{text:?}");
        }
        assert_eq!(check(&format!("a@{}.com", "b".repeat(63))), None);
    }

    #[test]
    fn refuses_addresses_that_are_invalid_in_html() {
        for text in [
            "a",
            "@",
            "a@",
            "@b",
            "a@b.",
            "a@.b",
            "a@b..c",
            "a@-b",
            "a@b-",
            "a b@c",
            " a@b",
            "a@b ",
            "a@b@c",
            "a@b_c",
            "ü@b",
            "a@ü.de",
            "a@[1.2.3.4]",
            "\"a\"@b",
            "a@b\n",
            "(a)@b",
            "a,b@c",
        ] {
            assert_eq!(check(text), Some(FieldProblem::NotAnEmail), "{text:?}");
        }
        assert_eq!(check(&format!("a@{}.com", "b".repeat(64))), Some(FieldProblem::NotAnEmail));
    }

    #[test]
    fn refuses_more_than_254_characters() {
        let local = "a".repeat(250);
        assert_eq!(check(&format!("{local}@b.c")), None);
        assert_eq!(
            check(&format!("{local}a@b.c")),
            Some(FieldProblem::TooLong { max_chars: 254, actual: 255 })
        );
    }

    #[test]
    fn blank_address_is_missing() {
        assert_eq!(check(" "), Some(FieldProblem::Missing));
    }
}
