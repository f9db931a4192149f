//! All answers of the CRM, and all ways in which it can fail to answer.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use serde_json::json;

use crate::common::raw::{self, Behaviour};
use crate::common::{Multipart, ORIGIN, PlannedAnswer, Rig, eventually, jump, until};

/// An answer of a CRM whose clock shows noon on 27 November 2026.
fn dated(status: u16, retry_after: &str) -> PlannedAnswer {
    let answer = PlannedAnswer::new(status, "").header("date", "Fri, 27 Nov 2026 12:00:00 GMT");
    answer.header("retry-after", retry_after)
}

#[tokio::test]
async fn each_answer_of_the_crm_has_its_code() {
    let rig = Rig::start().await;
    let html = "<html>Whoops, upstream secret</html>";
    for (answer, status, code, retry_after) in [
        (PlannedAnswer::new(400, html), 502, "upstream_refused", None),
        (PlannedAnswer::new(401, "{}"), 502, "upstream_refused", None),
        (PlannedAnswer::new(403, ""), 502, "upstream_refused", None),
        (PlannedAnswer::new(404, html), 502, "upstream_refused", None),
        (PlannedAnswer::new(302, "").header("location", "/login"), 502, "upstream_refused", None),
        (PlannedAnswer::new(307, "").header("location", "/api/elsewhere"), 502, "upstream_refused", None),
        (PlannedAnswer::new(429, "").header("retry-after", "17"), 429, "rate_limited", Some("17")),
        (dated(429, "Fri, 27 Nov 2026 12:10:00 GMT"), 429, "rate_limited", Some("600")),
        (PlannedAnswer::new(429, "").header("retry-after", "soon"), 429, "rate_limited", Some("60")),
        (
            PlannedAnswer::new(503, html).header("retry-after", "99999"),
            503,
            "upstream_unavailable",
            Some("3600"),
        ),
        (PlannedAnswer::new(503, ""), 503, "upstream_unavailable", Some("30")),
        (PlannedAnswer::new(500, html), 504, "outcome_unknown", None),
        (PlannedAnswer::new(500, ""), 504, "outcome_unknown", None),
        (PlannedAnswer::new(500, vec![b'x'; 3 << 20]), 504, "outcome_unknown", None),
        (PlannedAnswer::new(502, html), 504, "outcome_unknown", None),
        (PlannedAnswer::new(504, ""), 504, "outcome_unknown", None),
    ] {
        let upstream = answer.status;
        rig.crm.answer(answer.header("x-upstream", "upstream secret"));
        let answer = rig.submit(Multipart::filled()).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{upstream}");
        assert_eq!(answer.header("retry-after"), retry_after, "{upstream}");
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert!(!format!("{answer:?}").contains("secret"), "{answer:?}");
        assert!(rig.crm.elsewhere().is_empty(), "the proxy followed a redirect");
    }
    assert_eq!(rig.crm.received().len(), 16, "each submission was sent once");
}

#[tokio::test]
async fn refusal_of_the_crm_gives_fields_and_codes_but_no_text() {
    let rig = Rig::start().await;
    let refusal = r#"{"message": "The given data was invalid.", "errors": {
        "email": ["The email has already been taken."],
        "custom_fields.55.file_upload.files.0": ["upstream secret"]}}"#;
    rig.crm.answer(PlannedAnswer::new(422, refusal));
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
    assert_eq!(answer.json()["source"], "crm");
    assert_eq!(
        answer.errors(),
        [
            ("email".to_owned(), "taken".to_owned()),
            ("custom_fields.55.file_upload.files.0".to_owned(), "refused".to_owned()),
        ]
    );
    assert!(!answer.text.contains("secret") && !answer.text.contains("already"));
}

#[tokio::test]
async fn every_2xx_answer_is_a_created_customer() {
    let rig = Rig::start().await;
    let bodies = ["", "<html>", "{\"data\": []}", "{\"data\": null}", &"x".repeat(2 << 20)];
    let all = bodies.map(|body| [200, 201, 202, 203, 206, 226, 299].map(|status| (status, body)));
    // HTTP forbids a body for these statuses.
    for (status, body) in all.into_iter().flatten().chain([(204, ""), (205, "")]) {
        rig.crm.answer(PlannedAnswer::new(status, body.to_owned()));
        let answer = rig.submit(Multipart::filled()).await;
        assert_eq!(answer.status, 201);
        assert_eq!(
            answer.json(),
            json!({"customer": {"id": null, "name": null, "last_name": null, "email": null}})
        );
    }
}

#[tokio::test]
async fn broken_connection_is_unknown_outcome_unless_2xx_was_seen() {
    let cut_201 = b"HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{\"data\": {\"id\"";
    let cut_200 = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"data\": {\"id\"";
    for (behaviour, status, code) in [
        (Behaviour::Answer(b""), 504, "outcome_unknown"),
        (Behaviour::Answer(b"HTTP/1.1 2"), 504, "outcome_unknown"),
        (Behaviour::Answer(b"HTTP/1.1 201 Created\r\ncontent-le"), 504, "outcome_unknown"),
        (Behaviour::Answer(b"SSH-2.0-OpenSSH\r\n\r\n"), 504, "outcome_unknown"),
        (Behaviour::Answer(cut_200), 201, ""),
        (Behaviour::Answer(cut_201), 201, ""),
        (Behaviour::CloseInBody, 504, "outcome_unknown"),
        (Behaviour::Close, 504, "outcome_unknown"),
    ] {
        let (address, posts) = raw::crm(behaviour).await;
        let rig = Rig::in_front_of(&format!("http://{address}")).await;
        let body = Multipart::filled().file(
            "custom_fields[55][file_upload][files][]",
            "a.pdf",
            [b"%PDF".to_vec(), vec![b'x'; 5 << 20]].concat(),
        );
        let answer = rig.submit(body).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.json()["code"].as_str().unwrap_or_default(), code);
        assert_eq!(posts.load(SeqCst), 1, "the submission is never sent twice");
    }
}

#[tokio::test]
async fn unreachable_crm_has_created_nothing() {
    let rig = Rig::start().await;
    // The configuration is cached; the submission finds a closed port.
    assert_eq!(rig.get("/api/forms/acme").send().await.unwrap().status(), 200);
    let _closed = rig.crm.stop().await;
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.problem(), (503, "upstream_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("30"));
}

#[tokio::test]
async fn crm_that_never_answers_leaves_the_outcome_unknown() {
    let (address, posts) = raw::crm(Behaviour::Silence).await;
    let rig = Rig::in_front_of(&format!("http://{address}")).await;
    let submission = tokio::spawn(rig.post(Multipart::filled().finish()).await.send());
    eventually("the submission", || posts.load(SeqCst) == 1).await;
    until("the end of the submission", async || {
        jump(Duration::from_secs(61)).await;
        submission.is_finished()
    })
    .await;
    let answer = crate::common::rig::ProxyAnswer::of(submission.await.unwrap().unwrap()).await;
    assert_eq!(answer.problem(), (504, "outcome_unknown".to_owned()));
    assert_eq!(posts.load(SeqCst), 1);
}
