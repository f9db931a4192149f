//! `required|string|email|max:255|unique:customers`.

use super::input::{Given, given, is_blank, trimmed};
use super::person::required_text;
use crate::laravel::errors::ValidationErrors;
use crate::laravel::sentences::Broken;
use crate::php::form::PhpForm;

pub(super) fn check<'a>(form: &'a PhpForm, is_taken: bool, errors: &mut ValidationErrors) -> Option<&'a str> {
    let email = required_text(form, &["email"], errors);
    if let Given::Text(text) = given(form, &["email"])
        && !is_blank(text)
    {
        if !is_valid(trimmed(text)) {
            errors.add("email", Broken::Email);
        }
        if is_taken {
            errors.add("email", Broken::Unique);
        }
    }
    email
}

/// RFC 5321's limit for the part before the `@`, in bytes.
const MAX_LOCAL_BYTES: usize = 64;
/// RFC 1035's limits for a domain and for one label of a domain, in bytes.
const MAX_DOMAIN_BYTES: usize = 253;
const MAX_LABEL_BYTES: usize = 63;

/// Whether an address is valid. Laravel's `email` rule is RFC 5322 with the international letters of RFC 6531. This
/// function accepts only the dot-atom form: it is stricter than a browser about dots, and less strict about letters. It
/// refuses quoted local parts and address literals, which customers do not use.
fn is_valid(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    local.len() <= MAX_LOCAL_BYTES
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
        && domain.len() <= MAX_DOMAIN_BYTES
        && domain.split('.').all(is_label)
}

fn is_atom_character(character: char) -> bool {
    match character {
        character if character.is_ascii() => {
            character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
        }
        character => !character.is_whitespace() && !character.is_control(),
    }
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL_BYTES).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|character| character.is_alphanumeric() || character == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_and_international_addresses_are_valid() {
        for email in [
            "a@b.ch",
            "jane.smith+crm@tech-solutions.example",
            "o'brien@example.com",
            "a@localhost",
            "ключ@почта.рф",
        ] {
            assert!(is_valid(email), "{email}");
        }
    }

    #[test]
    fn broken_addresses_are_invalid() {
        for email in [
            "plain",
            "@b.ch",
            "a@",
            "a@b@c.ch",
            "a b@c.ch",
            "a..b@c.ch",
            ".a@c.ch",
            "a.@c.ch",
            "a@b..ch",
            "a@.ch",
            "a@-b.ch",
            "a@b-.ch",
            "a@b_c.ch",
            "a,b@c.ch",
            "a@b.ch\n",
            "<a@b.ch>",
        ] {
            assert!(!is_valid(email), "{email:?}");
        }
        assert!(!is_valid(&format!("{}@b.ch", "a".repeat(65))));
        assert!(!is_valid(&format!("a@{}.ch", "b".repeat(64))));
    }
}
