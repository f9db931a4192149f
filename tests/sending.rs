//! The sending of a submission, and its possible results.
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

use common::dom::{file, picture, property, text};
use common::network::Post;
use common::page::{PROXY, Page};
use common::samples::{PERSON, everything, files_of, plain, value_of};
use common::sentences::{CANCELLED, NOT_SAVED, OUTCOME_UNKNOWN, TOO_LARGE, UNREACHABLE, send_failure};
use common::wait;
use customer_form_contract::wire::FailCode;
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Fills in and submits a form. Returns the page and the request.
async fn sent() -> (Page, Post) {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    let post = page.post(0).await;
    page.until_shown("progress").await;
    (page, post)
}

/// The visible text of the progress.
fn progress(page: &Page) -> String {
    text(&page.find("[part=progress] p[aria-hidden]").unwrap())
}

/// The text of the progress that a screen reader speaks.
fn spoken(page: &Page) -> String {
    text(&page.find("[part=progress] [role=status]").unwrap())
}

/// Waits until the notice above the fields has the focus, and returns its text.
async fn notice(page: &Page) -> String {
    notice_as(page, "alert").await
}

/// Like `notice`, for a notice with another role: a notice about the visitor's own action is no alert.
async fn notice_as(page: &Page, role: &str) -> String {
    page.until("the focus", || page.focused().as_deref() == Some("notice")).await;
    let notice = page.part("notice");
    assert_eq!(notice.get_attribute("role").as_deref(), Some(role));
    assert!(!page.has("progress") && !page.is_disabled("#email") && !page.is_disabled("[part=button]"));
    text(&page.find("[part=notice] p").unwrap())
}

fn failure(code: &str) -> Value {
    json!({ "type": "about:blank", "code": code })
}

fn created() -> Value {
    json!({ "customer": { "id": "310", "name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" } })
}

/// Fills in all fields of the form `everything`.
async fn fill_everything(page: &Page) {
    page.fill_person();
    page.choose("profile_photo_path", &[picture("me.gif")]);
    page.fill(&value_of(52), "Größe");
    page.fill(&value_of(68), "February");
    page.fill(&value_of(54), "one\ntwo");
    page.choose(&files_of(55), &[file("a.pdf", b"a"), file("b.docx", b"b")]);
    page.tick("permissions.contract.view-contract");
    page.until_shown("preview").await;
}

fn assert_still_filled(page: &Page) {
    for (path, value) in PERSON {
        assert_eq!(page.value(path), value);
    }
    assert_eq!(page.value(&value_of(52)), "Größe");
    assert_eq!(page.value(&value_of(68)), "February");
    assert_eq!(page.value(&value_of(54)), "one\ntwo");
    let files: Vec<_> = page.all(".cf-file__name").iter().map(|name| text(name)).collect();
    assert_eq!(files, ["me.gif", "a.pdf", "b.docx"]);
    assert!(page.has("preview"));
    let checked: Vec<_> = page
        .all("[part=permission]")
        .iter()
        .filter(|box_| property(box_, "checked").as_bool() == Some(true))
        .map(|box_| box_.id())
        .collect();
    assert_eq!(checked, ["permissions.contract.view-contract"]);
}

#[wasm_bindgen_test]
async fn form_is_locked_and_shows_progress_while_sending() {
    let (page, post) = sent().await;
    page.until("the focus", || page.focused().as_deref() == Some("progress")).await;
    assert!(page.is_disabled("#email") && page.is_disabled("[part=button]"));
    assert_eq!(page.part("form").get_attribute("aria-busy").as_deref(), Some("true"));
    assert_eq!(progress(&page), "Sending…");
    let bar = || page.find("progress").unwrap().get_attribute("value");
    assert_eq!(bar(), None);
    post.progress(30, 100);
    page.until("the progress of 30 %", || progress(&page) == "Sending… 30 %").await;
    assert_eq!(bar().as_deref(), Some("30"));
    assert_eq!(spoken(&page), "Sending… 25 %", "not every change of the progress is spoken");
    assert!(page.has("cancel"));
    post.uploaded();
    let waiting = "Everything is sent. Waiting for the answer…";
    page.until("the text about waiting", || progress(&page) == waiting && spoken(&page) == waiting).await;
    assert_eq!(bar(), None);
    assert!(!page.has("cancel"), "after the last byte, the submission cannot be cancelled");
    page.close();
}

/// Firefox reports the end of the upload only when the answer begins.
#[wasm_bindgen_test]
async fn break_after_the_last_byte_leaves_the_outcome_unknown() {
    let (page, post) = sent().await;
    post.progress(100, 100);
    page.until("the text about waiting", || progress(&page) == "Everything is sent. Waiting for the answer…")
        .await;
    assert!(!page.has("cancel"));
    post.break_off("error");
    page.until_shown("notice").await;
    assert_eq!(page.events.last("error")["code"], "outcome_unknown");
    page.close();
}

#[wasm_bindgen_test]
async fn form_is_sent_once_with_the_id_of_the_attempt() {
    let (page, post) = sent().await;
    page.submit();
    wait::turn().await;
    assert_eq!(page.network.posted(), 1);
    assert_eq!((post.method().as_str(), post.url()), ("POST", format!("{PROXY}/api/forms/acme/customers")));
    assert_eq!(post.header("Accept").as_deref(), Some("application/json"));
    let attempt = page.events.last("submit")["attempt"].as_str().unwrap().to_owned();
    assert_eq!(post.header("X-Request-ID"), Some(attempt.clone()));
    assert_ne!(page.events.last("ready")["attempt"], attempt);
    page.close();
}

#[wasm_bindgen_test]
async fn two_simultaneous_presses_send_once() {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    page.submit();
    page.post(0).await;
    wait::turn().await;
    assert_eq!((page.network.posted(), page.events.details("submit").len()), (1, 1));
    page.close();
}

#[wasm_bindgen_test]
async fn success_shows_the_thanks_or_the_text_of_the_page() {
    let (page, post) = sent().await;
    post.uploaded();
    post.answer(201, &created());
    page.until("the focus", || page.focused().as_deref() == Some("success")).await;
    assert_eq!(text(&page.find("[part=success] h2").unwrap()), "Thank you");
    assert_eq!(text(&page.find("[part=success] p").unwrap()), "Your details have been saved.");
    assert_eq!(page.part("success").get_attribute("role").as_deref(), Some("status"));
    assert!(!page.has("form"));
    let own = common::page::document().create_element("p").unwrap();
    own.set_attribute("slot", "success").unwrap();
    page.host.append_child(&own).unwrap();
    let assigned = property(&own, "assignedSlot");
    assert_eq!(property(&assigned, "name").as_string().as_deref(), Some("success"));
    assert_eq!(page.events.last("success")["customer"], created()["customer"]);
    page.close();
}

#[wasm_bindgen_test]
async fn status_201_is_success_with_any_body() {
    for body in ["", "<html>", "{}", "null", r#"{"customer": 7}"#, r#"{"customer": {"id": 310}}"#] {
        let (page, post) = sent().await;
        post.answer(201, body);
        page.until_shown("success").await;
        let nobody = json!({ "id": null, "name": null, "last_name": null, "email": null });
        page.until_told("success", 1).await;
        assert_eq!(page.events.last("success")["customer"], nobody, "{body}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn every_send_failure_has_its_sentence_and_keeps_the_values() {
    // Other tests cover a submission that is still running, which counts as unknown as a lost one does (tests/once.rs),
    // and a changed form, which is loaded again (tests/changed.rs).
    for code in FailCode::ALL {
        let Some(sentence) = send_failure(*code) else { continue };
        let (page, post) = sent().await;
        post.uploaded();
        post.answer(code.status(), &failure(code.code()));
        assert_eq!(notice(&page).await, sentence, "{code:?}");
        let told = page.events.last("error");
        assert_eq!(told["code"], code.code());
        assert_eq!(told["message"], sentence);
        assert_eq!(told["retryable"], code.retryable());
        assert_eq!(told["attempt"], page.events.last("submit")["attempt"]);
        for (path, value) in PERSON {
            assert_eq!(page.value(path), value);
        }
        page.close();
    }
}

#[wasm_bindgen_test]
async fn only_a_break_after_the_last_byte_is_an_unknown_outcome() {
    for how in ["error", "timeout"] {
        let (page, post) = sent().await;
        post.progress(10, 100);
        post.break_off(how);
        assert_eq!(notice(&page).await, UNREACHABLE);
        assert_eq!(page.events.last("error")["code"], "network");
        page.close();

        let (page, post) = sent().await;
        post.uploaded();
        post.break_off(how);
        assert_eq!(notice(&page).await, OUTCOME_UNKNOWN);
        assert_eq!(page.events.last("error")["code"], "outcome_unknown");
        assert_eq!(page.events.last("error")["retryable"], false);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn foreign_answer_is_unknown_outcome_only_where_possible() {
    for (status, body, sentence) in [
        (502, "<h1>Bad gateway</h1>", OUTCOME_UNKNOWN),
        (504, "", OUTCOME_UNKNOWN),
        (200, "<title>Welcome to the hotel's network</title>", OUTCOME_UNKNOWN),
        (201, "<title>Created</title>", OUTCOME_UNKNOWN),
        (204, "", OUTCOME_UNKNOWN),
        (500, "<h1>Error</h1>", NOT_SAVED),
        (413, "<h1>Request entity too large</h1>", TOO_LARGE),
        (403, r#"{"code": "a_code_of_a_newer_proxy"}"#, NOT_SAVED),
    ] {
        let (page, post) = sent().await;
        post.uploaded();
        post.answer_html(status, body);
        assert_eq!(notice(&page).await, sentence, "{status} {body}");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn only_the_proxys_answer_to_this_request_is_success() {
    for (media_type, id) in
        [("application/json", ""), ("application/json", "another"), ("text/html", "own"), ("", "own")]
    {
        let (page, post) = sent().await;
        post.uploaded();
        let own = post.header("X-Request-ID").unwrap();
        let id = if id == "own" { &own } else { id };
        post.answer_of_another(201, media_type, id, &created().to_string(), "");
        assert_eq!(notice(&page).await, OUTCOME_UNKNOWN, "{media_type} {id}");
        page.close();
    }
    // A refusal by another server does not mark fields as wrong either.
    let (page, post) = sent().await;
    post.answer_of_another(422, "application/problem+json", "another", &failure("invalid").to_string(), "");
    assert_eq!(notice(&page).await, NOT_SAVED);
    page.close();
}

#[wasm_bindgen_test]
async fn retry_after_is_shown_in_words() {
    for (retry_after, expected) in [
        ("600", "in 10 minutes"),
        ("20", "in 20 seconds"),
        ("", "in a few minutes"),
        ("soon", "in a few minutes"),
    ] {
        for (status, code) in [(429, "rate_limited"), (503, "upstream_unavailable")] {
            let (page, post) = sent().await;
            post.answer_later(status, &failure(code), retry_after);
            let notice = notice(&page).await;
            assert!(notice.contains(expected), "{code} {retry_after}: {notice}");
            page.close();
        }
    }
    let (page, post) = sent().await;
    let in_ten_minutes = js_sys::Date::new(&(js_sys::Date::now() + 599_000.0).into()).to_utc_string();
    post.answer_of_another(503, "text/html", "", "<h1>Maintenance</h1>", &String::from(in_ten_minutes));
    let notice = notice(&page).await;
    assert!(notice.contains("in 10 minutes"), "{notice}");
    page.close();
}

#[wasm_bindgen_test]
async fn upload_has_a_timeout_that_progress_extends() {
    let (page, post) = sent().await;
    let at_first = post.timeout();
    assert!((60_000..120_000).contains(&at_first), "{at_first}");
    post.progress(10, 100);
    assert!(post.timeout() >= at_first, "progress extends the timeout");
    post.uploaded();
    assert!(post.timeout() >= 180_000, "the answer has a longer timeout");
    page.close();
}

#[wasm_bindgen_test]
async fn values_stay_after_repeated_failures_and_are_sent_again() {
    let page = Page::with(&everything()).await;
    fill_everything(&page).await;
    page.submit();
    let first = page.post(0).await;
    let parts = first.parts();
    page.until_shown("cancel").await;
    page.part("cancel").click();
    assert_eq!(notice_as(&page, "status").await, CANCELLED);
    assert!(first.aborted());
    assert_eq!(page.events.last("error")["code"], "cancelled");
    assert_still_filled(&page);

    page.submit();
    page.post(1).await.break_off("error");
    notice(&page).await;
    assert_still_filled(&page);

    page.submit();
    let refusal = json!({ "code": "invalid", "source": "crm",
                          "errors": [{ "path": "email", "code": "taken" }] });
    page.post(2).await.answer(422, &refusal);
    page.until_shown("summary").await;
    assert_still_filled(&page);

    page.submit();
    let last = page.post(3).await;
    assert_eq!(last.parts(), parts);
    last.answer(201, &created());
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn answer_of_a_cancelled_request_is_ignored() {
    let (page, post) = sent().await;
    page.until_shown("cancel").await;
    page.part("cancel").click();
    notice_as(&page, "status").await;
    post.progress(10, 100);
    post.answer(201, &created());
    post.break_off("error");
    wait::turn().await;
    assert!(!page.has("success"));
    assert_eq!(page.events.names().last().map(String::as_str), Some("error"));
    assert_eq!(page.events.details("error").len(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn form_removed_while_sending_aborts_and_sends_no_event() {
    let (mut page, post) = sent().await;
    let told = page.events.names();
    page.unmount();
    assert_eq!(page.root.inner_html(), "");
    assert!(post.aborted());
    post.progress(10, 100);
    post.uploaded();
    post.answer(201, &created());
    wait::turn().await;
    assert_eq!(page.root.inner_html(), "");
    assert_eq!(page.events.names(), told);
    page.close();
}
