//! A form that requires a proof of work: when the work begins, and what waits for it.
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
use common::samples::{PERSON, plain};
use common::wait::turn;
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A form that requires a proof of work, and that no visitor has touched.
async fn asking() -> Page {
    let page = Page::open();
    page.network.ask();
    page.get(0).await.answer(200, &plain());
    page.until_shown("form").await;
    page
}

#[wasm_bindgen_test]
async fn proof_begins_with_the_first_field_and_is_sent() {
    let page = asking().await;
    turn().await;
    assert_eq!(page.network.worked(), 0, "no field has been filled in yet");
    page.fill_person();
    let work = page.work(0).await;
    assert_eq!((work.challenge().as_str(), page.network.worked()), ("challenge 0", 1));
    work.end("proof 0");
    page.submit();
    let post = page.post(0).await;
    assert_eq!(post.header("Form-Proof").as_deref(), Some("proof 0"));
    // Another try of the same submission needs no new work.
    post.answer(503, &json!({ "code": "upstream_unavailable" }));
    page.until_editable().await;
    page.submit();
    assert_eq!(page.post(1).await.header("Form-Proof").as_deref(), Some("proof 0"));
    assert_eq!(page.network.worked(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn submission_waits_for_the_proof_and_can_be_cancelled() {
    let page = asking().await;
    page.fill_person();
    page.submit();
    page.until_shown("progress").await;
    turn().await;
    assert_eq!(page.network.posted(), 0);
    page.part("cancel").click();
    page.until_shown("notice").await;
    assert_eq!(page.events.last("error")["code"], "cancelled");
    page.work(0).await.end("proof");
    turn().await;
    assert_eq!((page.network.posted(), page.mounted().phase().as_str()), (0, "editing"));
    page.submit();
    assert_eq!(page.post(0).await.header("Form-Proof").as_deref(), Some("proof"));
    page.close();
}

#[wasm_bindgen_test]
async fn failed_proof_is_repeated_once() {
    let page = asking().await;
    page.fill_person();
    page.work(0).await.fail();
    page.submit();
    let first = page.post(0).await;
    assert_eq!(first.header("Form-Proof"), None);
    first.answer(403, &json!({ "code": "proof_of_work_invalid" }));
    page.get(1).await.answer(200, &plain());
    let again = page.work(1).await;
    assert_eq!(again.challenge(), "challenge 1");
    again.end("proof 1");
    let second = page.post(1).await;
    assert_eq!(second.header("Form-Proof").as_deref(), Some("proof 1"));
    assert_eq!(second.header("Idempotency-Key"), first.header("Idempotency-Key"));
    second.answer(403, &json!({ "code": "proof_of_work_invalid" }));
    page.until_shown("notice").await;
    assert_eq!(page.events.last("error")["code"], "proof_of_work_invalid");
    assert_eq!((page.value("email").as_str(), page.network.gotten()), (PERSON[0].1, 2));
    page.close();
}

#[wasm_bindgen_test]
async fn form_without_challenge_does_no_proof() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    assert_eq!(page.post(0).await.header("Form-Proof"), None);
    assert_eq!(page.network.worked(), 0);
    page.close();
}
