//! The honeypot: a field that people do not see and that programs fill in.
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

use common::page::Page;
use common::samples::{PERSON, everything, plain};
use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlInputElement;

wasm_bindgen_test_configure!(run_in_browser);

fn honeypot(page: &Page) -> HtmlInputElement {
    page.find("[name=subject]").unwrap().unchecked_into()
}

#[wasm_bindgen_test]
async fn honeypot_is_hidden_from_people_and_autofill() {
    let page = Page::with(&everything()).await;
    let control = honeypot(&page);
    let around = control.parent_element().unwrap();
    assert!(around.has_attribute("inert") && around.get_attribute("aria-hidden").as_deref() == Some("true"));
    // In browsers that support `inert`, this attribute alone would be enough.
    assert_eq!(control.tab_index(), -1);
    control.focus().unwrap();
    assert_eq!(page.root.active_element(), None);
    for (name, value) in [
        ("autocomplete", "off"),
        ("data-1p-ignore", ""),
        ("data-lpignore", "true"),
        ("data-bwignore", ""),
        ("data-form-type", "other"),
        ("data-protonpass-ignore", ""),
    ] {
        assert_eq!(control.get_attribute(name).as_deref(), Some(value), "{name}");
    }
    // The honeypot has no label, its name is no autofill name, and it is not the first control.
    assert_eq!(control.labels().unwrap().length(), 0);
    assert_ne!(page.find("[name]").unwrap().get_attribute("name").as_deref(), Some("subject"));
    page.close();
}

#[wasm_bindgen_test]
async fn filled_honeypot_is_sent_once_and_the_next_submit_passes() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    honeypot(&page).set_value("Buy now");
    page.submit();
    let first = page.post(0).await;
    assert_eq!(first.parts()[0], ("subject".to_owned(), json!("Buy now")));
    first.answer(403, &json!({ "code": "looks_automated" }));
    page.until_shown("notice").await;
    assert!(page.texts("notice")[0].starts_with("Nothing was saved"), "{:?}", page.texts("notice"));
    assert_eq!(page.events.last("error")["code"], "looks_automated");
    assert_eq!(page.value("email"), PERSON[0].1);

    assert_eq!(honeypot(&page).value(), "");
    page.submit();
    let second = page.post(1).await;
    assert_eq!(second.parts(), first.parts()[1..]);
    assert_eq!(second.header("Idempotency-Key"), first.header("Idempotency-Key"));
    second.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}
