//! The fixed text fields: the person and the business.

use super::input::{Given, given, is_blank, trimmed};
use crate::laravel::errors::ValidationErrors;
use crate::laravel::sentences::Broken;
use crate::php::form::PhpForm;
use crate::stored::BusinessInformation;

/// The default length of a text column in Laravel, in characters.
pub(super) const MAX_CHARACTERS: usize = 255;

/// `required|string|max:255`.
pub(super) fn required_text<'a>(
    form: &'a PhpForm,
    path: &[&str],
    errors: &mut ValidationErrors,
) -> Option<&'a str> {
    let value = optional_text(form, path, errors);
    match given(form, path) {
        Given::Nothing => errors.add(path.join("."), Broken::Required),
        Given::Text(text) if is_blank(text) => errors.add(path.join("."), Broken::Required),
        _ => {}
    }
    value
}

/// `nullable|string|max:255`.
fn optional_text<'a>(form: &'a PhpForm, path: &[&str], errors: &mut ValidationErrors) -> Option<&'a str> {
    match given(form, path) {
        Given::Nothing => None,
        Given::Text(text) => {
            if trimmed(text).chars().count() > MAX_CHARACTERS {
                errors.add(path.join("."), Broken::MaxCharacters(MAX_CHARACTERS));
            }
            Some(text)
        }
        Given::File(_) | Given::Array => {
            errors.add(path.join("."), Broken::String);
            None
        }
    }
}

/// The company name is required; the other documented members are optional. Members that the API page does not
/// document are ignored.
pub(super) fn business_information(form: &PhpForm, errors: &mut ValidationErrors) -> BusinessInformation {
    const MAP: &str = "business_information";
    let company_name = required_text(form, &[MAP, "company_name"], errors).map(str::to_owned);
    let mut optional = |member| optional_text(form, &[MAP, member], errors).map(str::to_owned);
    BusinessInformation {
        company_name,
        company_phone: optional("company_phone"),
        company_email: optional("company_email"),
        company_website: optional("company_website"),
        address_1: optional("address_1"),
        address_2: optional("address_2"),
        country: optional("country"),
        city: optional("city"),
        state: optional("state"),
        zip_code: optional("zip_code"),
        fax: optional("fax"),
    }
}
