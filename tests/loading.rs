//! The loading of the form configuration, and what the form shows when the loading fails.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that finds nothing fails")]

mod common {
    pub(crate) mod dom;
    pub(crate) mod events;
    pub(crate) mod network;
    pub(crate) mod page;
    pub(crate) mod samples;
    pub(crate) mod sentences;
    pub(crate) mod wait;
}

use common::dom::text;
use common::page::{PROXY, Page};
use common::{samples, sentences, wait};
use customer_form_contract::wire::FailCode;
use js_sys::Promise;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Response, ResponseInit};

wasm_bindgen_test_configure!(run_in_browser);

/// Waits for the notice in place of the form. Returns its sentence, and whether there is a button to try again.
async fn unavailable(page: &Page) -> (String, bool) {
    page.until_shown("notice").await;
    assert_eq!(page.part("notice").get_attribute("role").as_deref(), Some("alert"));
    assert!(!page.has("form") && !page.has("loading"));
    (text(&page.find("[part=notice] p").unwrap()), page.has("retry"))
}

fn failure(code: FailCode) -> Value {
    json!({ "type": "about:blank", "title": "…", "status": code.status(), "code": code.code() })
}

#[wasm_bindgen_test]
async fn placeholder_is_shown_and_announced_while_loading() {
    let page = Page::open();
    let loading = page.part("loading");
    assert_eq!(loading.get_attribute("role").as_deref(), Some("status"));
    assert_eq!(loading.get_attribute("aria-busy").as_deref(), Some("true"));
    assert_eq!(text(&loading), "Loading the form…");
    page.get(0).await.answer(200, &samples::plain());
    page.until_shown("form").await;
    assert!(!page.has("loading"));
    page.close();
}

#[wasm_bindgen_test]
async fn form_configuration_is_requested_once_with_name_encoded() {
    let page = Page::open_form("a form/ü?");
    let get = page.get(0).await;
    assert_eq!(get.url(), format!("{PROXY}/api/forms/a%20form%2F%C3%BC%3F"));
    // A custom header would cause a preflight request, which would delay the form.
    assert_eq!(get.header("X-Request-ID"), None);
    get.answer(200, &samples::plain());
    page.until_told("ready", 1).await;
    assert_eq!(page.events.last("ready"), json!({ "form": "a form/ü?", "attempt": "given-by-the-proxy" }));
    assert_eq!(page.network.gotten(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn every_load_failure_has_its_sentence_and_retry_if_useful() {
    for code in FailCode::ALL {
        let page = Page::open();
        page.get(0).await.answer(code.status(), &failure(*code));
        let sentence = sentences::load_failure(*code);
        assert_eq!(unavailable(&page).await, (sentence.to_owned(), code.retryable()), "{code:?}");
        let told = page.events.last("error");
        assert_eq!(told["code"], code.code());
        assert_eq!(told["message"], sentence);
        assert_eq!(told["retryable"], code.retryable());
        page.close();
    }
}

#[wasm_bindgen_test]
async fn a_broken_connection_has_its_sentence_and_a_button() {
    let page = Page::open();
    page.get(0).await.break_off();
    assert_eq!(unavailable(&page).await, (sentences::UNREACHABLE_AT_LOAD.to_owned(), true));
    assert_eq!(page.events.last("error")["code"], "network");
    page.close();
}

#[wasm_bindgen_test]
async fn try_again_loads_again() {
    let page = Page::open();
    page.get(0).await.break_off();
    unavailable(&page).await;
    page.part("retry").click();
    page.until_shown("loading").await;
    assert!(!page.has("notice"));
    page.get(1).await.answer(503, &failure(FailCode::ConfigUnavailable));
    unavailable(&page).await;
    page.part("retry").click();
    page.get(2).await.answer(200, &samples::plain());
    page.until_shown("form").await;
    assert_eq!(page.events.names(), ["error", "error", "ready"]);
    page.close();
}

#[wasm_bindgen_test]
async fn answer_without_a_form_configuration_is_unreadable() {
    let id = |id: Value| json!({ "id": id, "key": "k", "label": "L", "kind": "text" });
    let kind = |kind: Value| json!({ "id": "1", "key": "k", "label": "L", "kind": kind });
    for body in [
        String::new(),
        "<!doctype html><title>Bad gateway</title>".to_owned(),
        r#"{"form": "acme", "fields": ["#.to_owned(),
        "null".to_owned(),
        "true".to_owned(),
        "7".to_owned(),
        r#""acme""#.to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        json!({ "form": "acme" }).to_string(),
        json!({ "form": 7, "fields": [] }).to_string(),
        json!({ "form": "acme", "fields": null }).to_string(),
        json!({ "form": "acme", "fields": {} }).to_string(),
        json!({ "form": "acme", "fields": "none" }).to_string(),
        json!({ "form": "acme", "fields": [null] }).to_string(),
        json!({ "form": "acme", "fields": [7] }).to_string(),
        json!({ "form": "acme", "fields": [], "photo": "maybe" }).to_string(),
        json!({ "form": "acme", "fields": [], "offered": ["own-invoice"] }).to_string(),
        json!({ "form": "acme", "fields": [], "offered": "view-invoice" }).to_string(),
        json!({ "form": "acme", "fields": [], "limits": { "files": -1 } }).to_string(),
        json!({ "form": "acme", "fields": [], "limits": { "files": 1.5 } }).to_string(),
        json!({ "form": "acme", "fields": [], "limits": { "files": "20" } }).to_string(),
        samples::with_fields(&json!([id(json!("-1"))])).to_string(),
        samples::with_fields(&json!([id(json!("01"))])).to_string(),
        samples::with_fields(&json!([id(json!(null))])).to_string(),
        samples::with_fields(&json!([kind(json!("number"))])).to_string(),
        samples::with_fields(&json!([kind(json!({}))])).to_string(),
        samples::with_fields(&json!([kind(json!(null))])).to_string(),
        samples::with_fields(&json!([kind(json!("select"))])).to_string(),
        samples::with_fields(&json!([kind(json!({ "select": { "options": [null] } }))])).to_string(),
        samples::with_fields(&json!([kind(json!({ "select": { "options": null } }))])).to_string(),
        samples::with_fields(&json!([kind(json!({ "files": { "max_files": 1 } }))])).to_string(),
    ] {
        let page = Page::open();
        page.get(0).await.answer(200, &body);
        let expected = (sentences::UNAVAILABLE.to_owned(), true);
        page.until_told("error", 1).await;
        assert_eq!(unavailable(&page).await, expected, "{body}");
        assert_eq!(page.events.last("error")["code"], "unreadable_answer", "{body}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn failure_of_another_server_is_unreadable() {
    for (status, body) in [
        (502, "<h1>Bad gateway</h1>"),
        (500, ""),
        (404, r#"{"message": "no route"}"#),
        (403, r#"{"code": "a_code_of_a_newer_proxy"}"#),
        (401, r#"{"code": 7}"#),
    ] {
        let page = Page::open();
        page.get(0).await.answer_html(status, body);
        let expected = (sentences::UNAVAILABLE.to_owned(), true);
        assert_eq!(unavailable(&page).await, expected, "{status} {body}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn form_removed_while_loading_sends_no_event() {
    for broken in [false, true] {
        let mut page = Page::open();
        let get = page.get(0).await;
        page.unmount();
        assert_eq!(page.root.inner_html(), "");
        if broken {
            get.break_off();
        } else {
            get.answer(200, &samples::everything());
        }
        wait::turn().await;
        assert_eq!(page.root.inner_html(), "");
        assert!(page.events.names().is_empty());
        page.close();
    }
}

#[wasm_bindgen_test]
async fn form_with_a_focused_field_can_be_removed() {
    for path in ["email", &samples::value_of(68), &samples::value_of(54), &samples::files_of(55)] {
        let mut page = Page::with(&samples::everything()).await;
        page.control(path).focus().unwrap();
        assert_eq!(page.focused().as_deref(), Some(path));
        page.unmount();
        assert_eq!(page.root.inner_html(), "");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn early_answer_is_used_and_requested_again_on_failure() {
    let answer = |status: u16, body: &Value| {
        let init = ResponseInit::new();
        init.set_status(status);
        let body = body.to_string();
        let response = Response::new_with_opt_str_and_init(Some(&body), &init).unwrap();
        Promise::resolve(&JsValue::from(response))
    };
    let page = Page::open_with("acme", Some(answer(200, &samples::plain())));
    page.until_shown("form").await;
    assert_eq!(page.network.gotten(), 0);
    page.close();

    for (status, code) in [(Some(503), "config_unavailable"), (None, "network")] {
        let early = match status {
            Some(status) => answer(status, &failure(FailCode::ConfigUnavailable)),
            None => Promise::reject(&JsValue::from("the connection broke")),
        };
        let page = Page::open_with("acme", Some(early));
        page.until_shown("retry").await;
        assert_eq!(page.events.last("error")["code"], code);
        page.part("retry").click();
        page.get(0).await.answer(200, &samples::plain());
        page.until_shown("form").await;
        page.close();
    }
}
