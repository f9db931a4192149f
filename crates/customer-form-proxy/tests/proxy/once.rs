//! One filled form creates at most one customer, whatever the visitor and the network do.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::common::raw::{self, Behaviour};
use crate::common::rig::{filled, fresh_key, send};
use crate::common::{Multipart, PlannedAnswer, Rig, eventually, jump, until};

const FILES: &str = "custom_fields[55][file_upload][files][]";
const HOUR: Duration = Duration::from_secs(3_600);

/// The same form with other values.
fn other() -> Multipart {
    Multipart::filled().text("custom_fields[52][value]", "Engines")
}

#[tokio::test]
async fn submission_without_a_key_is_not_sent() {
    let rig = Rig::start().await;
    let answer = send(rig.post_without_key(Multipart::filled().finish()).await).await;
    assert_eq!(answer.problem(), (400, "idempotency_key_missing".to_owned()));
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn malformed_key_is_refused_and_not_echoed() {
    let rig = Rig::start().await;
    let long = "k".repeat(256);
    for key in ["", "geheim1", &long, "geheim 12", "\"geheim1\"", "\"geheim12", "\"geheim12\";a=1"] {
        let answer = rig.submit_as(key, Multipart::filled()).await;
        assert_eq!(answer.problem(), (400, "idempotency_key_invalid".to_owned()), "{key}");
        assert!(!answer.text.contains("geheim"));
    }
    let twice = rig.post(Multipart::filled().finish()).await.header("idempotency-key", fresh_key());
    assert_eq!(send(twice).await.problem(), (400, "idempotency_key_invalid".to_owned()));
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn quoted_key_equals_the_bare_key() {
    let rig = Rig::start().await;
    let key = fresh_key();
    assert_eq!(rig.submit_as(&format!("\"{key}\""), Multipart::filled()).await.status, 201);
    let again = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn a_double_click_makes_one_customer() {
    let rig = Rig::start().await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let first = rig.post_without_key(Multipart::filled().finish()).await.header("idempotency-key", &key);
    let first = tokio::spawn(send(first));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    let second = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!(second.problem(), (409, "still_running".to_owned()));
    assert_eq!(second.header("retry-after"), Some("5"));
    gate.add_permits(1);
    let first = first.await.unwrap();
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
    let third = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!((third.status, third.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(third.text, first.text);
    assert_eq!(third.header("content-type"), first.header("content-type"));
    assert_eq!(third.header("cache-control"), Some("no-store"));
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn only_one_of_many_simultaneous_submissions_is_sent() {
    // The store in memory is too fast: no other submission would come before its answer.
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::storing_in(&format!("sqlite:{}", folder.path().join("store.db").display())).await;
    let key = fresh_key();
    let answers = join_all((0..30).map(|_| rig.submit_as(&key, Multipart::filled()))).await;
    let sent = answers.iter().filter(|answer| {
        assert!(matches!(answer.status, 201 | 409), "{answer:?}");
        answer.status == 201 && answer.header("idempotency-replayed").is_none()
    });
    assert_eq!(sent.count(), 1);
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn lost_answer_is_replayed_for_one_day() {
    let rig = Rig::start().await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let body = Multipart::filled().finish();
    let head = rig.post_head_with(&key, &format!("content-length: {}\r\n", body.len())).await;
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
    eventually("the submission", || rig.crm.received().len() == 1).await;
    drop(stream);
    gate.add_permits(1);
    let again = async || rig.submit_as(&key, Multipart::filled()).await;
    until("the end of the submission", async || again().await.status == 201).await;

    // The CRM would now refuse the same data.
    rig.crm.answer(PlannedAnswer::new(
        422,
        "{\"errors\": {\"email\": [\"The email has already been taken.\"]}}",
    ));
    rig.clock.put_forward(23 * HOUR);
    let answer = again().await;
    assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(answer.json()["customer"]["id"], "310");
    assert_eq!(rig.crm.received().len(), 1);
    rig.clock.put_forward(HOUR);
    gate.add_permits(1);
    assert_eq!(
        again().await.problem(),
        (422, "invalid".to_owned()),
        "after one day, the idempotency record is deleted"
    );
}

#[tokio::test]
async fn the_same_key_with_another_content_is_refused() {
    let rig = Rig::start().await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let first = rig.post_without_key(Multipart::filled().finish()).await.header("idempotency-key", &key);
    let first = tokio::spawn(send(first));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    let reused = (422, "idempotency_key_reused".to_owned());
    assert_eq!(rig.submit_as(&key, other()).await.problem(), reused, "while the first submission runs");
    gate.add_permits(1);
    assert_eq!(first.await.unwrap().status, 201);
    assert_eq!(rig.submit_as(&key, other()).await.problem(), reused, "after the first submission ended");
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn file_is_the_same_if_its_name_and_bytes_are_the_same() {
    let rig = Rig::start().await;
    let key = fresh_key();
    let body =
        |name, byte| Multipart::filled().file(FILES, name, [b"%PDF".as_slice(), &[byte; 200_000]].concat());
    assert_eq!(rig.submit_as(&key, body("a.pdf", 1)).await.status, 201);
    assert_eq!(rig.submit_as(&key, body("a.pdf", 1)).await.status, 201);
    for changed in [body("a.pdf", 2), body("b.pdf", 1), body("a.pdf", 1).file(FILES, "b.pdf", "%PDF")] {
        assert_eq!(rig.submit_as(&key, changed).await.problem().1, "idempotency_key_reused");
    }
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn two_forms_can_use_the_same_key() {
    let second = "[[forms]]\nid = \"umbrella\"\napi_key_env = \"ACME_API_KEY\"\norigins = [\"https://acme.example\"]\n\
                  photo = \"optional\"\n[forms.permissions.granted]\ninvoice = [\"view-invoice\"]\n";
    let rig = Rig::with(|toml| format!("{toml}{second}")).await;
    let key = fresh_key();
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.status, 201);
    let elsewhere = filled(&rig.client, &rig.url(""), "umbrella", crate::common::ORIGIN).await;
    assert_eq!(send(elsewhere.header("idempotency-key", &key)).await.header("idempotency-replayed"), None);
    assert_eq!(rig.crm.received().len(), 2);
}

#[tokio::test]
async fn refused_request_leaves_its_key_usable() {
    let rig = Rig::start().await;
    let key = fresh_key();
    let wrong = Multipart::filled().text("custom_fields[68][value]", "Never");
    assert_eq!(rig.submit_as(&key, wrong).await.problem(), (422, "invalid".to_owned()));
    let unknown = Multipart::filled().text("custom_fields[99][value]", "x");
    assert_eq!(rig.submit_as(&key, unknown).await.problem(), (400, "malformed_request".to_owned()));
    let large = Multipart::filled().text("custom_fields[54][value]", "x".repeat(100_000));
    assert_eq!(rig.submit_as(&key, large).await.problem(), (413, "body_too_large".to_owned()));
    assert!(rig.crm.received().is_empty());
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn failure_without_a_customer_is_sent_again_with_its_key() {
    let rig = Rig::start().await;
    let key = fresh_key();
    let taken = "{\"errors\": {\"email\": [\"The email has already been taken.\"]}}";
    let mut sent = 0;
    for status in [400, 401, 403, 404, 405, 413, 415, 302, 429, 503] {
        rig.crm.answer(PlannedAnswer::new(status, ""));
        assert_ne!(rig.submit_as(&key, Multipart::filled()).await.problem().1, "outcome_unknown", "{status}");
        sent += 1;
        assert_eq!(rig.crm.received().len(), sent, "{status}");
    }
    rig.crm.answer(PlannedAnswer::new(422, taken));
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.errors()[0].1, "taken");
    rig.crm.answer(PlannedAnswer::json(201, &crate::common::crm::created()));
    // The corrected form, with the same idempotency key.
    assert_eq!(rig.submit_as(&key, other()).await.status, 201);
    assert_eq!(rig.crm.received().len(), sent + 2);
}

#[tokio::test]
async fn unreachable_crm_leaves_the_key_usable() {
    let rig = Rig::start().await;
    let key = fresh_key();
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 200);
    let closed = rig.crm.stop().await;
    for _ in 0..2 {
        let answer = rig.submit_as(&key, Multipart::filled()).await;
        assert_eq!(answer.problem(), (503, "upstream_unavailable".to_owned()));
    }
    drop(closed);
}

#[tokio::test]
async fn unknown_outcome_stays_unknown_and_is_not_sent_again() {
    let cut = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 500\r\n\r\n{\"data\": {\"id\"";
    let whoops = b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
    let gateway = b"HTTP/1.1 504 Gateway Timeout\r\ncontent-length: 0\r\n\r\n";
    for behaviour in [
        Behaviour::Answer(cut),
        Behaviour::Answer(whoops),
        Behaviour::Answer(gateway),
        Behaviour::Close,
        Behaviour::CloseInBody,
    ] {
        let (address, posts) = raw::crm(behaviour).await;
        let rig = Rig::in_front_of(&format!("http://{address}")).await;
        let key = fresh_key();
        let unknown = (504, "outcome_unknown".to_owned());
        let body =
            || Multipart::filled().file(FILES, "a.pdf", [b"%PDF".as_slice(), &[b'x'; 1 << 20]].concat());
        assert_eq!(rig.submit_as(&key, body()).await.problem(), unknown);
        assert_eq!(rig.submit_as(&key, body()).await.problem(), unknown);
        rig.clock.put_forward(23 * HOUR);
        assert_eq!(rig.submit_as(&key, body()).await.problem(), unknown);
        assert_eq!(rig.submit_as(&key, other()).await.problem().1, "idempotency_key_reused");
        assert_eq!(posts.load(SeqCst), 1, "the submission is never sent twice");
    }
}

#[tokio::test]
async fn answer_is_replayed_after_the_form_has_changed() {
    let rig = Rig::start().await;
    let key = fresh_key();
    assert_eq!(rig.submit_as(&key, other()).await.status, 201);
    rig.crm.set_fields(PlannedAnswer::new(200, "{\"data\": []}"));
    jump(Duration::from_secs(61)).await;
    until("the changed form configuration", async || {
        !send(rig.get("/api/forms/acme")).await.text.contains("Department")
    })
    .await;
    assert_eq!(rig.submit(other()).await.problem(), (400, "malformed_request".to_owned()));
    let again = rig.submit_as(&key, other()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));

    // The replay does not need the CRM either.
    let _closed = rig.crm.stop().await;
    jump(2 * HOUR).await;
    assert_eq!(rig.submit(Multipart::filled()).await.problem(), (503, "config_unavailable".to_owned()));
    assert_eq!(rig.submit_as(&key, other()).await.status, 201);
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.problem().1, "idempotency_key_reused");
}

#[tokio::test]
async fn lease_of_a_clock_that_was_ahead_has_ended() {
    let rig = Rig::start().await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let first = rig.post_without_key(Multipart::filled().finish()).await.header("idempotency-key", &key);
    let first = tokio::spawn(send(first));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.problem().1, "still_running");
    // A visitor who was told to wait a few seconds does not wait for an hour.
    rig.clock.put_back(Duration::from_secs(3_600));
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.problem(), (504, "outcome_unknown".to_owned()));
    gate.add_permits(1);
    assert_eq!(first.await.unwrap().status, 201);
    let again = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(rig.crm.received().len(), 1);
}
