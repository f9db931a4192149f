//! The methods that a page calls: they fill in values, set the page's own errors, empty the form, and submit it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that finds nothing fails")]

mod common {
    pub(crate) mod dom;
    pub(crate) mod events;
    pub(crate) mod network;
    pub(crate) mod page;
    pub(crate) mod samples;
    pub(crate) mod wait;
}

use common::dom::{file, text};
use common::page::Page;
use common::samples::{PERSON, everything, files_of, plain, value_of};
use common::wait;
use js_sys::Array;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A list that alternates paths and texts, as `embed.js` passes it.
fn pairs(list: &[(&str, &str)]) -> Array {
    list.iter().flat_map(|(path, text)| [JsValue::from(*path), JsValue::from(*text)]).collect()
}

/// The fixed texts whose controls are empty.
fn empty(page: &Page) -> Vec<&'static str> {
    PERSON.iter().map(|(path, _)| *path).filter(|path| page.value(path).is_empty()).collect()
}

#[wasm_bindgen_test]
async fn the_phase_has_its_name_at_every_step() {
    let page = Page::open();
    assert_eq!(page.mounted().phase(), "loading");
    page.get(0).await.break_off();
    page.until_shown("retry").await;
    assert_eq!(page.mounted().phase(), "unavailable");
    page.part("retry").click();
    page.get(1).await.answer(200, &plain());
    page.until_shown("form").await;
    assert_eq!(page.mounted().phase(), "editing");
    page.fill_person();
    page.submit();
    let post = page.post(0).await;
    assert_eq!(page.mounted().phase(), "sending");
    post.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    assert_eq!(page.mounted().phase(), "accepted");
    page.close();
}

#[wasm_bindgen_test]
async fn values_given_before_loading_are_in_the_form_at_once() {
    let page = Page::open();
    page.mounted().prefill(&pairs(&PERSON));
    page.get(0).await.answer(200, &plain());
    page.until_shown("form").await;
    for (path, value) in PERSON {
        assert_eq!(page.value(path), value);
        assert!(page.errors(path).is_empty());
    }
    page.submit();
    let sent = page.post(0).await.parts();
    assert!(sent.contains(&("email".to_owned(), json!("ada@example.com"))));
    page.close();
}

#[wasm_bindgen_test]
async fn later_values_fill_texts_areas_and_selects_byte_for_byte() {
    let page = Page::with(&everything()).await;
    let (department, month, notes) = (value_of(52), value_of(68), value_of(54));
    page.mounted().prefill(&pairs(&[
        ("email", "ada@example.com"),
        (&department, " Forschung & Entwicklung <研究> "),
        (&month, "February"),
        (&notes, "one\ntwo  "),
    ]));
    page.until("the prefilled values", || page.value("email") == "ada@example.com").await;
    assert_eq!(page.value(&department), " Forschung & Entwicklung <研究> ");
    assert_eq!(page.value(&month), "February");
    assert_eq!(page.value(&notes), "one\ntwo  ");
    page.close();
}

#[wasm_bindgen_test]
async fn prefill_ignores_unknown_fields_and_options() {
    let page = Page::with(&everything()).await;
    page.mounted().prefill(&pairs(&[
        (&value_of(68), "Smarch"),
        (&value_of(99), "no such field"),
        (&files_of(55), "contract.pdf"),
        ("profile_photo_path", "ada.png"),
        ("permissions.invoice.view-invoice", "1"),
        ("email", "ada@example.com"),
    ]));
    page.until("the valid prefilled value", || page.value("email") == "ada@example.com").await;
    assert_eq!(page.value(&value_of(68)), "");
    assert!(!page.has("file"));
    let ticked = page.all("[part=permission]:checked");
    assert!(ticked.is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn prefill_never_replaces_typed_values_or_moves_the_focus() {
    let page = Page::with(&plain()).await;
    page.type_into("name", "Augusta");
    page.control("name").focus().unwrap();
    page.mounted().prefill(&pairs(&[("name", "Ada"), ("phone", "1")]));
    page.until("the prefilled phone number", || page.value("phone") == "1").await;
    assert_eq!(page.value("name"), "Augusta");
    page.until("the focus", || page.focused().as_deref() == Some("name")).await;
    // The page may replace a value that the page itself has filled in.
    page.mounted().prefill(&pairs(&[("phone", "2")]));
    page.until("the second prefilled phone number", || page.value("phone") == "2").await;
    assert!(page.events.details("change").is_empty(), "neither typing nor prefill dispatches `change`");
    page.close();
}

#[wasm_bindgen_test]
async fn chosen_files_and_errors_stay_when_values_are_filled_in() {
    let page = Page::with(&everything()).await;
    page.choose(&files_of(55), &[file("a.pdf", b"%PDF-")]);
    page.leave("email");
    page.until("an error", || !page.errors("email").is_empty()).await;
    page.mounted().prefill(&pairs(&[("name", "Ada")]));
    page.until("the prefilled name", || page.value("name") == "Ada").await;
    assert_eq!(page.texts("file").len(), 1);
    assert!(!page.errors("email").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn emptied_form_begins_with_the_prefilled_values() {
    let page = Page::with(&everything()).await;
    page.mounted().prefill(&pairs(&[("email", "ada@example.com")]));
    page.fill_person();
    page.fill("email", "typed@example.com");
    page.choose(&files_of(55), &[file("a.pdf", b"%PDF-")]);
    page.tick("permissions.invoice.view-invoice");
    page.submit();
    page.until_shown("summary").await;
    page.mounted().reset();
    page.until("an empty form", || page.value("name").is_empty()).await;
    assert_eq!(page.value("email"), "ada@example.com");
    assert_eq!(empty(&page), ["name", "last_name", "phone", "business_information.company_name"]);
    assert!(!page.has("summary") && !page.has("error") && !page.has("file"));
    assert!(page.all("[part=permission]:checked").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn after_success_the_next_customer_can_be_entered() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    page.post(0).await.answer(201, &json!({ "customer": { "id": "1" } }));
    page.until_shown("success").await;
    page.mounted().reset();
    page.until_shown("form").await;
    assert_eq!(empty(&page).len(), PERSON.len());
    page.fill_person();
    page.submit();
    page.post(1).await.answer(201, &json!({ "customer": { "id": "2" } }));
    page.until_told("success", 2).await;
    page.close();
}

#[wasm_bindgen_test]
async fn reset_while_sending_is_ignored() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    let post = page.post(0).await;
    page.mounted().reset();
    wait::turn().await;
    assert!(!post.aborted());
    assert_eq!(page.value("email"), "ada@example.com");
    post.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn errors_of_the_page_show_like_other_errors() {
    let page = Page::with(&everything()).await;
    page.fill_person();
    page.mounted().set_errors(&pairs(&[
        ("email", "Use your work address."),
        (&value_of(52), ""),
        ("no.such.field", "We know you already."),
    ]));
    page.until_shown("summary").await;
    assert_eq!(page.errors("email"), ["Use your work address."]);
    assert_eq!(page.control("email").get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(page.errors(&value_of(52)), ["“Department” was not accepted. Please check it."]);
    let items: Vec<_> = page.all("[part=summary] li").iter().map(|item| text(item)).collect();
    assert_eq!(
        items,
        ["Use your work address.", "“Department” was not accepted. Please check it.", "We know you already."]
    );
    page.until("the focus", || page.focused().as_deref() == Some("summary")).await;
    page.find("[part=summary] a").unwrap().click();
    assert_eq!(page.focused().as_deref(), Some("email"));
    // The page gets no event for an error that the page itself has set.
    assert!(page.events.details("validation-error").is_empty());

    page.type_into("email", "ada@work.example");
    page.until("no error", || page.errors("email").is_empty()).await;
    page.mounted().set_errors(&Array::new());
    page.until("no summary", || !page.has("summary")).await;
    page.close();
}

#[wasm_bindgen_test]
async fn submit_method_works_like_the_button() {
    let page = Page::with(&plain()).await;
    page.mounted().submit();
    page.until_shown("summary").await;
    page.until_told("validation-error", 1).await;
    page.fill_person();
    page.mounted().submit();
    page.post(0).await.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.mounted().submit();
    wait::turn().await;
    assert_eq!(page.network.posted(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn page_address_fills_in_only_the_allowed_fields() {
    let page = Page::open();
    page.mounted().prefill_from_url(&pairs(&[
        ("email", "url@example.com"),
        ("name", "From the address"),
        ("phone", "1"),
        ("profile_photo_path", "ada.png"),
        ("utm_source", "newsletter"),
    ]));
    page.mounted().prefill(&pairs(&[("name", "From the page")]));
    let mut config = plain();
    config["prefill_from_url"] = json!(["email", "name"]);
    page.get(0).await.answer(200, &config);
    page.until_shown("form").await;
    assert_eq!(page.value("email"), "url@example.com");
    assert_eq!(page.value("name"), "From the page");
    assert_eq!(empty(&page), ["last_name", "phone", "business_information.company_name"]);
    page.close();
}
