//! The value that a control shows is the value that is checked and sent. This concerns HTML's value sanitisation,
//! international domains, and values that were set without an event.
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

use common::dom::set_property;
use common::page::Page;
use common::samples::{PERSON, everything, plain, value_of};
use common::wait;
use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The text of one part as the form sends it.
async fn sent(page: &Page, name: &str) -> Value {
    page.submit();
    let parts = page.post(0).await.parts();
    parts.into_iter().find(|(part, _)| part == name).map(|(_, value)| value).unwrap_or_default()
}

fn prefill(page: &Page, path: &str, value: &str) {
    page.mounted().prefill(&[path, value].iter().map(|text| JsValue::from(*text)).collect::<Array>());
}

/// Sets a member of a control without an event, as some tools do.
fn set_silently(page: &Page, id: &str, member: &str, value: impl Into<JsValue>) {
    set_property(&page.find(&format!("[id=\"{id}\"]")).unwrap(), member, &value.into());
}

#[wasm_bindgen_test]
async fn prefilled_line_is_sent_as_shown() {
    for (path, given, shown) in [
        ("email", " \r\nada@example.com\t", "ada@example.com"),
        ("email", "ada@\nexample.com", "ada@example.com"),
        ("business_information.company_name", "Ada\nLtd", "AdaLtd"),
        ("name", "A\r\nda", "Ada"),
        ("phone", "020 7946\n0018", "020 79460018"),
    ] {
        let page = Page::with(&plain()).await;
        page.fill_person_but(path);
        prefill(&page, path, given);
        page.until("the shown value", || page.value(path) == shown).await;
        let name = if path.contains('.') { "business_information[company_name]" } else { path };
        assert_eq!(sent(&page, name).await, shown, "{path} {given:?}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn prefilled_text_area_has_normalised_line_ends() {
    let page = Page::with(&everything()).await;
    prefill(&page, &value_of(54), "one\r\ntwo\rthree\n");
    page.until("the shown value", || page.value(&value_of(54)) == "one\ntwo\nthree\n").await;
    page.close();
}

#[wasm_bindgen_test]
async fn an_international_domain_is_sent_in_ascii() {
    for (address, expected) in [
        ("ada@größe.example", "ada@xn--gre-6ka8i.example"),
        ("ada@例え.jp", "ada@xn--r8jz45g.jp"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@bücher。example", "ada@xn--bcher-kva.example"),
    ] {
        for typed in [true, false] {
            let page = Page::with(&plain()).await;
            page.fill_person_but("email");
            if typed {
                page.type_into("email", address);
            } else {
                prefill(&page, "email", address);
            }
            assert_eq!(sent(&page, "email").await, expected, "{address}, typed: {typed}");
            page.close();
        }
    }
}

#[wasm_bindgen_test]
async fn email_with_an_invalid_domain_is_refused() {
    for address in ["ada@ex ämple.com", "ada@ämple:80", "ada@ä/b", "ädä@example.com"] {
        let page = Page::with(&plain()).await;
        page.fill_person_but("email");
        page.type_into("email", address);
        page.submit();
        page.until_told("validation-error", 1).await;
        assert_eq!(page.events.last("validation-error")["errors"][0]["code"], "not_an_email", "{address}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn values_set_without_an_event_are_checked_and_sent() {
    let page = Page::with(&plain()).await;
    for (path, value) in PERSON {
        set_silently(&page, path, "value", value);
    }
    assert_eq!(sent(&page, "email").await, PERSON[0].1);
    page.close();

    let mut config = everything();
    config["photo"] = json!("optional");
    for field in config["fields"].as_array_mut().unwrap() {
        field["required"] = json!(false);
    }
    let page = Page::with(&config).await;
    page.fill_person();
    set_silently(&page, &value_of(68), "value", "February");
    set_silently(&page, &value_of(54), "value", "one\r\ntwo");
    page.submit();
    let parts = page.post(0).await.parts();
    let values: Vec<_> = parts.iter().filter_map(|(_, value)| value.as_str()).collect();
    assert!(values.contains(&"February") && values.contains(&"one\ntwo"), "{values:?}");
    page.close();
}

#[wasm_bindgen_test]
async fn value_set_without_an_event_is_valid_on_leaving_the_field() {
    let page = Page::with(&plain()).await;
    for (path, value) in PERSON {
        set_silently(&page, path, "value", value);
        page.leave(path);
        wait::turn().await;
        assert_eq!(page.errors(path), [""; 0], "{path}");
    }
    set_silently(&page, "name", "value", "");
    page.leave("name");
    page.until("the error of the empty name", || page.errors("name") == ["Enter your first name."]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn a_value_emptied_without_an_event_is_missing() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    // The typed text reaches the draft, and the draft updates the control, before the tool changes the control.
    wait::turn().await;
    set_silently(&page, "name", "value", "");
    page.submit();
    page.until_told("validation-error", 1).await;
    assert_eq!(page.events.last("validation-error")["errors"][0]["path"], "name");
    assert_eq!(page.network.posted(), 0);
    page.close();
}
