//! One customer on the page.

use maud::{Markup, html};

use crate::account::definition::FieldDefinition;
use crate::stored::{BusinessInformation, StoredCustomer, StoredField, StoredFile};

pub(super) fn card(customer: &StoredCustomer, definitions: &[FieldDefinition]) -> Markup {
    html! {
        article class="card" id=(format!("customer-{}", customer.id)) {
            header class="card__head" {
                @match &customer.profile_photo {
                    Some(photo) => img class="card__photo" src=(path(photo)) alt="Profile photo" loading="lazy";,
                    None => div class="card__photo card__photo--none" { "No photo" },
                }
                div class="card__title" {
                    h2 { (customer.name) " " (customer.last_name) }
                    p { (company(&customer.business_information)) }
                }
                p class="card__id" {
                    span { "#" (customer.id) } " " span { (time(&customer.created_at)) }
                }
            }
            (details(customer))
            @if !customer.custom_fields.is_empty() {
                h3 { "Custom fields" }
                (custom_fields(customer, definitions))
            }
            h3 { "Permissions" }
            (permissions(customer))
        }
    }
}

fn details(customer: &StoredCustomer) -> Markup {
    html! {
        dl class="values" {
            (value("Email", &customer.email))
            (value("First name", &customer.name))
            (value("Last name", &customer.last_name))
            (value("Phone", &customer.phone))
            @for (name, sent) in business(&customer.business_information) {
                @if let Some(sent) = sent { (value(name, sent)) }
            }
            @if let Some(photo) = &customer.profile_photo {
                div class="values__row" { dt { "Profile photo" } dd { (file(photo)) } }
            }
        }
    }
}

fn custom_fields(customer: &StoredCustomer, definitions: &[FieldDefinition]) -> Markup {
    html! {
        dl class="values" {
            @for (name, id, field) in in_account_order(customer, definitions) {
                div class="values__row" {
                    dt { (name) span class="values__id" { (id) " · " (field.key) } }
                    dd { (field_value(field)) }
                }
            }
        }
    }
}

/// Each field with its name and id: first the fields that the account still has, in the account's order, then the
/// others.
fn in_account_order<'a>(
    customer: &'a StoredCustomer,
    definitions: &'a [FieldDefinition],
) -> Vec<(&'a str, u64, &'a StoredField)> {
    let fields = &customer.custom_fields;
    let known = definitions
        .iter()
        .filter_map(|one| fields.get(&one.id).map(|field| (one.name.as_str(), one.id, field)));
    let unknown = fields
        .iter()
        .filter(|(id, _)| definitions.iter().all(|one| one.id != **id))
        .map(|(id, field)| (field.key.as_str(), *id, field));
    known.chain(unknown).collect()
}

fn field_value(field: &StoredField) -> Markup {
    html! {
        @if let Some(sent) = &field.value { span class="text" { (sent) } }
        @for one in &field.files {
            @if one.is_image { img class="picture" src=(path(one)) alt="" loading="lazy"; }
            (file(one))
        }
        @if !field.formats.is_empty() { p class="formats" { "Formats sent: " (field.formats.join(", ")) } }
    }
}

fn file(file: &StoredFile) -> Markup {
    html! {
        div class="file" {
            a class="file__name" href=(path(file)) download { (shown_name(file)) }
            span class="file__size" { (size(file.size)) }
            code class="file__hash" { (file.sha256) }
        }
    }
}

fn permissions(customer: &StoredCustomer) -> Markup {
    html! {
        ul class="permissions" {
            @for action in customer.permissions.values().flatten() { li { (action) } }
        }
    }
}

fn value(name: &str, sent: &str) -> Markup {
    html! {
        div class="values__row" { dt { (name) } dd { span class="text" { (sent) } } }
    }
}

fn path(file: &StoredFile) -> String {
    format!("/files/{}", file.id)
}

fn shown_name(file: &StoredFile) -> &str {
    if file.name.is_empty() { "(no name)" } else { &file.name }
}

fn company(business: &BusinessInformation) -> &str {
    business.company_name.as_deref().unwrap_or_default()
}

fn business(business: &BusinessInformation) -> [(&'static str, &Option<String>); 11] {
    [
        ("Company", &business.company_name),
        ("Company phone", &business.company_phone),
        ("Company email", &business.company_email),
        ("Company website", &business.company_website),
        ("Address 1", &business.address_1),
        ("Address 2", &business.address_2),
        ("Country", &business.country),
        ("City", &business.city),
        ("State", &business.state),
        ("ZIP code", &business.zip_code),
        ("Fax", &business.fax),
    ]
}

/// The time from the database without its fraction of a second, which is always zero.
fn time(created_at: &str) -> String {
    created_at.replace('T', " ").replace(".000000Z", " UTC")
}

/// The size in bytes, because bytes are compared, and a rounded size beside it for easier reading.
fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    match bytes {
        1 => "1 byte".to_owned(),
        0..KIB => format!("{bytes} bytes"),
        KIB..MIB => format!("{bytes} bytes ({} KiB)", bytes / KIB),
        _ => format!("{bytes} bytes ({} MiB)", bytes / MIB),
    }
}
