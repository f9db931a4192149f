//! One filled form keeps one idempotency key, whatever happens, so that the proxy creates one customer.
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

use common::network::Post;
use common::page::Page;
use common::samples::plain;
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn key(post: &Post) -> String {
    post.header("Idempotency-Key").unwrap()
}

#[wasm_bindgen_test]
async fn every_filled_form_has_its_own_quoted_key() {
    let (page, post) = Page::sent(&plain()).await;
    let (other_page, other_post) = Page::sent(&plain()).await;
    let inner = |key: String| key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).map(str::to_owned);
    let [key, other] = [&post, &other_post].map(|post| inner(key(post)).unwrap());
    assert_ne!(key, other);
    assert!(key.len() == 32 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    page.close();
    other_page.close();
}

#[wasm_bindgen_test]
async fn key_stays_after_failures_and_changes_with_a_reset() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(
        422,
        &json!({ "code": "invalid", "source": "crm", "errors": [{ "path": "email", "code": "taken" }] }),
    );
    page.until_shown("summary").await;
    page.type_into("email", "other@example.com");
    page.submit();
    let second = page.post(1).await;
    assert_eq!(key(&second), key(&first));
    second.break_off("error");
    page.until_shown("notice").await;
    page.submit();
    let third = page.post(2).await;
    assert_eq!(key(&third), key(&first));
    assert_ne!(third.header("X-Request-ID"), second.header("X-Request-ID"));
    third.answer(201, &json!({ "customer": { "id": "1" } }));
    page.until_shown("success").await;

    page.mounted().reset();
    page.until_shown("form").await;
    page.fill_person();
    page.submit();
    assert_ne!(key(&page.post(3).await), key(&first));
    page.close();
}

#[wasm_bindgen_test]
async fn check_again_sends_the_same_form_despite_changes() {
    let (page, first) = Page::sent(&plain()).await;
    first.uploaded();
    first.break_off("error");
    page.until_shown("check").await;
    page.type_into("name", "Somebody else");
    page.part("check").click();
    let second = page.post(1).await;
    assert_eq!((key(&second), second.parts()), (key(&first), first.parts()));
    second.answer(504, &json!({ "code": "outcome_unknown" }));
    page.until_shown("check").await;
    assert_eq!(page.value("name"), "Somebody else");
    page.part("check").click();
    let third = page.post(2).await;
    third.answer(201, &json!({ "customer": { "id": "310" } }));
    page.until_shown("success").await;
    assert_eq!(page.events.last("success")["customer"]["id"], "310");
    assert_eq!(page.events.details("submit").len(), 1, "there was one submit event");
    page.close();
}

#[wasm_bindgen_test]
async fn failed_check_leaves_the_outcome_unknown() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(504, &json!({ "code": "outcome_unknown" }));
    for (index, fail) in [
        (|post: &Post| post.break_off("error")) as fn(&Post),
        |post| post.answer(409, &json!({ "code": "still_running" })),
        |post| post.answer(503, &json!({ "code": "store_unavailable" })),
        |post| post.answer_html(500, "<h1>Error</h1>"),
    ]
    .iter()
    .enumerate()
    {
        page.until_shown("check").await;
        page.part("check").click();
        fail(&page.post(u32::try_from(index).unwrap() + 1).await);
        page.until_shown("check").await;
        assert_eq!(page.events.last("error")["code"], "outcome_unknown");
    }
    // A submission with changed values also keeps the key, until the proxy answers that the values differ.
    page.type_into("name", "Somebody else");
    page.submit();
    let changed = page.post(5).await;
    assert_eq!(key(&changed), key(&first));
    changed.answer(422, &json!({ "code": "idempotency_key_reused" }));
    page.until("the notice without a check button", || !page.has("check") && page.has("notice")).await;
    assert_eq!(page.events.last("error")["code"], "idempotency_key_reused");
    page.close();
}

#[wasm_bindgen_test]
async fn only_an_unknown_outcome_can_be_checked() {
    let (page, post) = Page::sent(&plain()).await;
    post.progress(1, 100);
    post.break_off("error");
    page.until_shown("notice").await;
    assert!(!page.has("check"));
    page.close();
}

#[wasm_bindgen_test]
async fn form_restored_from_its_draft_keeps_its_key() {
    let (page, first) = Page::sent(&plain()).await;
    let kept = page.mounted().kept();
    page.close();
    let page = Page::with(&plain()).await;
    page.mounted().restore(&kept);
    page.submit();
    assert_eq!(key(&page.post(0).await), key(&first));
    page.close();
}

#[wasm_bindgen_test]
async fn a_reused_key_can_be_sent_as_a_new_customer() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(422, &json!({ "code": "idempotency_key_reused" }));
    page.until_shown("send-as-new").await;
    assert_eq!(page.value("name"), "Ada");
    page.part("send-as-new").click();
    let second = page.post(1).await;
    assert_ne!(key(&second), key(&first));
    assert_eq!(second.parts(), first.parts());
    assert!(
        page.mounted().kept().join("").as_string().unwrap().contains(&key(&second)),
        "the draft has the new key"
    );
    second.answer(201, &json!({ "customer": { "id": "311" } }));
    page.until_shown("success").await;
    page.close();
}
