//! A form whose token the proxy no longer accepts: the form was open for too long, or has already created a customer.
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
use common::samples::{PERSON, everything, plain};
use common::wait::turn;
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn token(post: &Post) -> String {
    post.header("Form-Token").unwrap()
}

fn expired() -> Value {
    json!({ "code": "form_token_expired" })
}

#[wasm_bindgen_test]
async fn refused_token_is_renewed_and_the_form_sent_silently() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(403, &expired());
    let again = page.get(1).await;
    assert_eq!(page.mounted().phase(), "sending");
    // A service worker of the page may have stored the first answer.
    let first_url = page.get(0).await.url();
    assert!(again.url().starts_with(&format!("{first_url}?")), "{}", again.url());
    again.answer(200, &plain());
    let second = page.post(1).await;
    assert_ne!(token(&second), token(&first));
    assert_eq!(second.parts(), first.parts());
    for name in ["Idempotency-Key", "X-Request-ID"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
    second.answer(201, &json!({ "customer": { "id": "310" } }));
    page.until_shown("success").await;
    assert_eq!(page.events.details("error").len(), 0);
    assert_eq!(page.events.details("submit").len(), 1);
    assert_eq!(page.events.last("success")["attempt"].as_str(), first.header("X-Request-ID").as_deref());
    page.close();
}

#[wasm_bindgen_test]
async fn token_refused_after_renewal_is_not_renewed_again() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(403, &json!({ "code": "form_token_invalid" }));
    page.get(1).await.answer(200, &plain());
    page.post(1).await.answer(403, &json!({ "code": "form_token_invalid" }));
    page.until_shown("notice").await;
    assert_eq!(page.network.gotten(), 2);
    assert_eq!(page.events.last("error")["code"], "form_token_invalid");
    assert_eq!(page.value("email"), PERSON[0].1);
    // When the visitor tries again, the form may request a new token again.
    page.submit();
    page.post(2).await.answer(403, &expired());
    page.get(2).await.answer(200, &plain());
    page.post(3).await.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn renewal_with_a_changed_form_shows_the_changes_first() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(403, &expired());
    page.get(1).await.answer(200, &everything());
    page.get(2).await.answer(200, &everything());
    page.until_shown("summary").await;
    assert_eq!(page.texts("summary-title"), ["This form has changed while you filled it in"]);
    assert_eq!(page.events.last("error")["code"], "config_changed");
    assert_eq!(page.network.posted(), 1);
    assert_eq!(page.value("email"), PERSON[0].1);
    page.close();
}

#[wasm_bindgen_test]
async fn failed_renewal_sends_nothing_and_keeps_the_values() {
    let failures: [&dyn Fn(&common::network::Get); 3] = [
        &common::network::Get::break_off,
        &|get| get.answer(503, &json!({ "code": "config_unavailable" })),
        &|get| get.answer_html(502, "<h1>Bad gateway</h1>"),
    ];
    for (fail, code) in failures.iter().zip(["network", "config_unavailable", "unreadable_answer"]) {
        let (page, first) = Page::sent(&plain()).await;
        first.answer(403, &expired());
        fail(&page.get(1).await);
        page.until_shown("notice").await;
        assert_eq!(page.events.last("error")["code"], code);
        assert_eq!(page.value("email"), PERSON[0].1);
        assert_eq!((page.network.posted(), page.mounted().phase().as_str()), (1, "editing"));
        page.close();
    }
}

#[wasm_bindgen_test]
async fn cancel_during_renewal_stops_the_submission() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(403, &expired());
    let again = page.get(1).await;
    page.part("cancel").click();
    page.until_shown("notice").await;
    again.answer(200, &plain());
    turn().await;
    assert_eq!((page.network.posted(), page.mounted().phase().as_str()), (1, "editing"));
    assert_eq!(page.value("email"), PERSON[0].1);
    // The next try uses the new token.
    page.submit();
    assert_ne!(token(&page.post(1).await), token(&first));
    page.close();
}

#[wasm_bindgen_test]
async fn unknown_outcome_stays_unknown_after_a_failed_renewal() {
    let (page, first) = Page::sent(&plain()).await;
    first.uploaded();
    first.break_off("error");
    page.until_shown("check").await;
    page.part("check").click();
    page.post(1).await.answer(403, &expired());
    page.get(1).await.break_off();
    page.until_shown("check").await;
    page.part("check").click();
    page.post(2).await.answer(403, &expired());
    page.get(2).await.answer(200, &plain());
    let last = page.post(3).await;
    assert_eq!(last.parts(), first.parts());
    last.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn emptied_form_gets_a_new_token_after_success() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.mounted().reset();
    page.get(1).await.answer(200, &plain());
    page.until_shown("form").await;
    turn().await;
    page.fill_person();
    page.submit();
    assert_ne!(token(&page.post(1).await), token(&first));
    page.close();
}

#[wasm_bindgen_test]
async fn emptied_form_hides_token_problems_until_sent() {
    let (page, first) = Page::sent(&plain()).await;
    first.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.mounted().reset();
    page.get(1).await.break_off();
    page.until_shown("form").await;
    page.fill_person();
    page.submit();
    page.post(1).await.answer(403, &expired());
    page.get(2).await.answer(200, &plain());
    page.post(2).await.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;

    page.mounted().reset();
    page.get(3).await.answer(200, &everything());
    page.until_shown("form").await;
    turn().await;
    assert_eq!(page.network.gotten(), 4);
    assert_eq!(page.events.details("error").len(), 0);
    page.fill_person();
    page.submit();
    page.post(3).await.answer(403, &expired());
    page.get(4).await.answer(200, &everything());
    page.get(5).await.answer(200, &everything());
    page.until_shown("summary").await;
    assert_eq!((page.value("email").as_str(), page.network.gotten()), (PERSON[0].1, 6));
    page.close();
}
