//! The events that a page gets, and the data that no event contains.
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

use std::cell::Cell;
use std::rc::Rc;

use common::dom::{file, picture};
use common::page::Page;
use common::samples::{everything, files_of, plain, value_of};
use common::wait;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A text that is part of every value and file name that a test enters.
const SECRET: &str = "s3cr3t";

fn members(detail: &Value) -> Vec<&str> {
    detail.as_object().unwrap().keys().map(String::as_str).collect()
}

#[wasm_bindgen_test]
async fn every_event_leaves_the_shadow_root_with_form_and_attempt() {
    let page = Page::with(&plain()).await;
    page.submit();
    page.until_told("validation-error", 1).await;
    page.fill_person();
    page.submit();
    page.post(0).await.break_off("error");
    page.until_editable().await;
    page.submit();
    let post = page.post(1).await;
    post.progress(10, 100);
    post.answer(201, &json!({ "customer": {} }));
    page.until_told("success", 1).await;
    let all = page.events.all();
    for name in ["ready", "change", "submit", "progress", "success", "validation-error", "error"] {
        assert!(all.iter().any(|seen| seen.name == name), "there is no event {name}");
    }
    for seen in all {
        assert!(seen.bubbles && seen.composed, "{}", seen.name);
        assert_eq!(seen.target, "host", "{}", seen.name);
        assert_eq!(seen.cancelable, seen.name == "submit", "{}", seen.name);
        assert_eq!(seen.detail["form"], "acme", "{}", seen.name);
        let attempt = seen.detail["attempt"].as_str().unwrap();
        let made_here = attempt.len() == 32 && attempt.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Before the first submission, the id is the one that the proxy gave to the request for the form configuration.
        let given = seen.name == "ready" && attempt == "given-by-the-proxy";
        assert!(made_here || given, "{}: {attempt}", seen.name);
    }
    page.close();
}

#[wasm_bindgen_test]
async fn every_attempt_has_its_own_id_in_its_events() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    let mut attempts = vec![page.events.last("ready")["attempt"].clone()];
    for index in 0..3 {
        page.submit();
        let post = page.post(index).await;
        post.progress(1, 2);
        post.break_off("error");
        page.until_editable().await;
        let attempt = page.events.last("submit")["attempt"].clone();
        for name in ["progress", "error"] {
            assert_eq!(page.events.last(name)["attempt"], attempt, "{name}");
        }
        assert!(!attempts.contains(&attempt));
        attempts.push(attempt);
    }
    page.close();
}

#[wasm_bindgen_test]
async fn change_event_names_the_field_after_the_change() {
    let page = Page::with(&everything()).await;
    page.type_into("email", "ada");
    wait::turn().await;
    assert!(page.events.details("change").is_empty());
    page.change("email");
    page.change(&value_of(52));
    page.choose(&files_of(55), &[file("a.pdf", b"a")]);
    page.until_shown("remove").await;
    page.part("remove").click();
    page.tick("permissions.invoice.view-invoice");
    let attempt = page.events.last("ready")["attempt"].clone();
    let change =
        |path: &str, id: Value| json!({ "form": "acme", "attempt": attempt, "path": path, "field_id": id });
    let files = change(&files_of(55), json!("55"));
    assert_eq!(
        page.events.details("change"),
        [
            change("email", json!(null)),
            change(&value_of(52), json!("52")),
            files.clone(),
            files,
            change("permissions.invoice.view-invoice", json!(null)),
        ]
    );
    page.close();
}

#[wasm_bindgen_test]
async fn page_can_stop_a_submission() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.events.cancel_submissions(true);
    page.submit();
    page.until_told("submit", 1).await;
    wait::turn().await;
    assert_eq!(page.network.posted(), 0);
    assert!(page.has("form") && !page.is_disabled("#email") && !page.has("progress"));
    page.events.cancel_submissions(false);
    page.submit();
    let post = page.post(0).await;
    // No request used the id of the prevented submission, so the next submission uses the same id.
    let ids: Vec<_> = page.events.details("submit").iter().map(|detail| detail["attempt"].clone()).collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(json!(post.header("X-Request-ID")), ids[0]);
    post.break_off("error");
    page.until_shown("notice").await;
    page.submit();
    page.post(1).await;
    assert_ne!(page.events.last("submit")["attempt"], ids[0]);
    page.close();
}

#[wasm_bindgen_test]
async fn the_forms_own_submit_event_stays_inside() {
    let page = Page::with(&plain()).await;
    let seen = Rc::new(Cell::new(false));
    let note = {
        let seen = seen.clone();
        Closure::<dyn Fn()>::new(move || seen.set(true))
    };
    let listener = note.as_ref().unchecked_ref();
    page.root.add_event_listener_with_callback("submit", listener).unwrap();
    page.host.add_event_listener_with_callback("submit", listener).unwrap();
    page.submit();
    page.until_told("validation-error", 1).await;
    assert!(!seen.get());
    page.close();
}

#[wasm_bindgen_test]
async fn progress_event_counts_bytes() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    let post = page.post(0).await;
    post.progress(30, 100);
    post.progress(100, 100);
    post.uploaded();
    let told: Vec<_> =
        page.events.details("progress").iter().map(|d| (d["loaded"].clone(), d["total"].clone())).collect();
    assert_eq!(told, [(json!(30), json!(100)), (json!(100), json!(100))]);
    page.close();
}

#[wasm_bindgen_test]
async fn validation_error_event_has_source_fields_and_codes() {
    let page = Page::with(&everything()).await;
    page.submit();
    page.until_told("validation-error", 1).await;
    let told = page.events.last("validation-error");
    assert_eq!(members(&told), ["attempt", "errors", "form", "source"]);
    assert_eq!(told["source"], "browser");
    let errors = told["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 8);
    assert_eq!(
        errors[0],
        json!({ "path": "email", "field_id": null, "code": "missing", "message": "Enter your email address." })
    );
    let department = errors.iter().find(|error| error["field_id"] == "52").unwrap();
    assert_eq!(
        *department,
        json!({ "path": value_of(52), "field_id": "52", "code": "missing", "message": "Fill in “Department”." })
    );
    assert!(page.events.details("submit").is_empty(), "nothing is being sent");
    page.close();
}

#[wasm_bindgen_test]
async fn refusal_event_names_the_proxy_or_the_crm_as_source() {
    for (source, expected) in [(json!("crm"), "crm"), (json!("proxy"), "proxy"), (json!(null), "proxy")] {
        let page = Page::with(&plain()).await;
        page.fill_person();
        page.submit();
        let errors = json!([{ "path": "name", "code": "too_long", "max": 255, "actual": 300 }]);
        page.post(0).await.answer(422, &json!({ "code": "invalid", "source": source, "errors": errors }));
        page.until_told("validation-error", 1).await;
        let told = page.events.last("validation-error");
        assert_eq!(told["source"], expected);
        assert_eq!(told["errors"][0]["code"], "too_long");
        let message = "“First name” may have at most 255 characters. It has 300: please shorten it.";
        assert_eq!(told["errors"][0]["message"], message);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn only_the_success_event_carries_values_or_file_names() {
    let page = Page::with(&everything()).await;
    let name = |kind: &str| format!("{SECRET}.{kind}");
    // First a value with every possible error, then valid values.
    for email in [format!("{SECRET} no address"), format!("{SECRET}@example.com")] {
        page.fill("email", &email);
        for path in ["name", "last_name", "phone", "business_information.company_name"] {
            page.fill(path, &SECRET.repeat(if email.contains(' ') { 100 } else { 1 }));
        }
        page.choose("profile_photo_path", &[file(&name("png"), b"MZ")]);
        page.choose(&files_of(55), &[file(&name("exe"), b"a"), file(&name("pdf"), b"")]);
        page.fill(&value_of(52), SECRET);
        page.fill(&value_of(54), &format!("{SECRET}\0"));
        page.submit();
        let count = page.events.details("validation-error").len();
        page.until_told("validation-error", count + 1).await;
    }
    assert!(page.events.last("validation-error")["errors"].as_array().unwrap().len() >= 5);
    while page.all("[part=remove]").len() > 1 {
        page.all("[part=remove]").last().unwrap().click();
        wait::turn().await;
    }
    page.choose("profile_photo_path", &[picture(&name("gif"))]);
    page.fill(&value_of(54), SECRET);
    page.fill(&value_of(68), "January");
    page.submit();
    page.post(0).await.progress(1, 2);
    let errors = json!([
        { "path": "email", "code": "taken" },
        { "path": "profile_photo_path", "code": "not_an_image" },
    ]);
    page.post(0).await.answer(422, &json!({ "code": "invalid", "source": "crm", "errors": errors }));
    page.until_shown("summary").await;
    page.submit();
    page.post(1).await.break_off("error");
    page.until_told("error", 1).await;
    for seen in page.events.all() {
        let detail = seen.detail.to_string();
        assert!(!detail.contains(SECRET) && !detail.contains("January"), "{}: {detail}", seen.name);
    }
    page.close();
}

#[wasm_bindgen_test]
async fn success_event_carries_only_the_customer() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    let customer = json!({ "id": "18446744073709551615", "name": "Ada", "email": null, "secret": "x" });
    page.post(0).await.answer(201, &json!({ "customer": customer }));
    page.until_told("success", 1).await;
    let told = page.events.last("success");
    assert_eq!(members(&told), ["attempt", "customer", "form"]);
    assert_eq!(
        told["customer"],
        json!({ "id": "18446744073709551615", "name": "Ada", "last_name": null, "email": null })
    );
    page.close();
}
