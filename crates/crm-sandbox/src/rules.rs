//! The rules of `POST /api/customers`: the fields that the API page calls required, and the checks that a Laravel
//! application usually adds.
//!
//! A rule checks the trimmed value, as Laravel's `TrimStrings` produces it; the store keeps the value as it arrived
//! (see [`StoredCustomer`](crate::StoredCustomer)).

use std::collections::{BTreeMap, BTreeSet};

use crate::account::definition::FieldDefinition;
use crate::laravel::errors::ValidationErrors;
use crate::options::PhotoRule;
use crate::php::form::PhpForm;
use crate::php::upload::{SpooledFile, Upload};
use crate::stored::BusinessInformation;

mod custom_fields;
mod email;
pub(crate) mod image;
mod input;
pub(crate) mod permissions;
mod person;

/// A customer that passed all rules and is not stored yet.
#[derive(Debug)]
pub(crate) struct NewCustomer<'a> {
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) business_information: BusinessInformation,
    pub(crate) profile_photo: Option<NewFile<'a>>,
    pub(crate) permissions: BTreeMap<String, BTreeSet<String>>,
    pub(crate) custom_fields: Vec<NewField<'a>>,
}

/// The value of a custom field that passed all rules.
#[derive(Debug)]
pub(crate) struct NewField<'a> {
    pub(crate) field_id: u64,
    pub(crate) key: &'a str,
    pub(crate) value: Option<&'a str>,
    pub(crate) formats: Vec<&'a str>,
    pub(crate) files: Vec<NewFile<'a>>,
}

/// An upload that arrived completely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewFile<'a> {
    pub(crate) upload: &'a Upload,
    pub(crate) content: &'a SpooledFile,
}

/// The data that the rules need in addition to the form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) definitions: &'a [FieldDefinition],
    pub(crate) photo: PhotoRule,
    /// Whether another customer has the same [`email_key`] as this form.
    pub(crate) email_is_taken: bool,
}

/// The key by which email addresses are compared; `None` if the form has no email.
pub(crate) fn email_key(form: &PhpForm) -> Option<String> {
    match input::given(form, &["email"]) {
        input::Given::Text(email) => Some(unique_key(email)),
        _ => None,
    }
}

/// The key of an email address, equal for addresses that a case-insensitive collation treats as equal.
pub(crate) fn unique_key(email: &str) -> String {
    input::trimmed(email).to_lowercase()
}

/// Checks all rules, so that the answer names all mistakes at once.
pub(crate) fn check<'a>(
    form: &'a PhpForm,
    circumstances: Circumstances<'_>,
) -> Result<NewCustomer<'a>, ValidationErrors> {
    let mut errors = ValidationErrors::default();
    let email = email::check(form, circumstances.email_is_taken, &mut errors);
    let name = person::required_text(form, &["name"], &mut errors);
    let last_name = person::required_text(form, &["last_name"], &mut errors);
    let phone = person::required_text(form, &["phone"], &mut errors);
    let business_information = person::business_information(form, &mut errors);
    let profile_photo = image::check(form, circumstances.photo, &mut errors);
    let permissions = permissions::check(form, &mut errors);
    let custom_fields = custom_fields::check(form, circumstances.definitions, &mut errors);

    match (email, name, last_name, phone) {
        (Some(email), Some(name), Some(last_name), Some(phone)) if errors.is_empty() => Ok(NewCustomer {
            email,
            name,
            last_name,
            phone,
            business_information,
            profile_photo,
            permissions,
            custom_fields,
        }),
        _ => Err(errors),
    }
}
