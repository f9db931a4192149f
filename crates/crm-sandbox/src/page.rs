//! The page that lists the customers. maud escapes every value; no value is written raw.

use maud::{DOCTYPE, Markup, html};

use crate::account::definition::FieldDefinition;
use crate::stored::StoredCustomer;

mod customer;

pub(crate) const STYLE: &str = include_str!("page/style.css");

/// The largest number of customers on the page, because a longer page draws slowly. The JSON list has all customers.
const MAX_SHOWN: usize = 100;

/// Renders the page. `customers` is in order from oldest to newest; the page shows the newest first.
pub(crate) fn render(customers: &[StoredCustomer], definitions: &[FieldDefinition]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Customers · CRM sandbox" }
                link rel="stylesheet" href="/style.css";
            }
            body {
                header class="top" {
                    h1 { "CRM sandbox" }
                    p { (count(customers.len())) " · " a href="/customers.json" { "as JSON" } }
                }
                main {
                    @if customers.is_empty() { (no_customers()) }
                    @for one in customers.iter().rev().take(MAX_SHOWN) { (customer::card(one, definitions)) }
                    @if customers.len() > MAX_SHOWN {
                        p class="more" {
                            "The newest " (MAX_SHOWN) " are shown. "
                            a href="/customers.json" { "All of them as JSON" } "."
                        }
                    }
                }
            }
        }
    }
}

fn no_customers() -> Markup {
    html! {
        section class="empty" {
            h2 { "No customers yet" }
            p { "Fill in and send the form, then reload this page: the page shows the customer with every value and every file." }
        }
    }
}

fn count(customers: usize) -> String {
    match customers {
        1 => "1 customer".to_owned(),
        many => format!("{many} customers"),
    }
}
