//! The log tells the operator what happened, and contains no data of visitors.

mod unwritable;

use customer_form_proxy::settings::LogFormat;
use serde_json::{Value, json};

use crate::common::log::capture;
use crate::common::rig::send;
use crate::common::{KEY, Multipart, PlannedAnswer, RedisServer, Rig, jump, until};

#[tokio::test]
async fn every_request_logs_one_line_with_the_expected_members() {
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::start().await;
    let body = Multipart::filled().finish();
    let bytes = body.len();
    send(rig.post(body).await.header("x-request-id", "attempt-1")).await;
    send(rig.post(Multipart::new().finish()).await.header("x-request-id", "attempt-2")).await;
    send(rig.get("/api/forms/<visitor>?q=visitor")).await;
    send(rig.get("/visitor")).await;

    let requests = sink.requests();
    // Before each POST, the test sends a GET.
    assert_eq!(requests.len(), 6);
    let first = &requests[1];
    for (key, value) in [
        ("attempt", json!("attempt-1")),
        ("method", json!("POST")),
        ("route", json!("/api/forms/{form}/customers")),
        ("form", json!("acme")),
        ("outcome", json!("ok")),
        ("status", json!(201)),
        ("received_bytes", json!(bytes)),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert!(first["ms"].is_u64());
    assert_eq!((&requests[3]["outcome"], &requests[3]["status"]), (&json!("invalid"), &json!(422)));
    assert_eq!(requests[3]["attempt"], "attempt-2");
    assert_eq!((&requests[4]["outcome"], &requests[4]["form"]), (&json!("unknown_form"), &Value::Null));
    assert_eq!((&requests[5]["outcome"], &requests[5]["route"]), (&json!("not_found"), &json!("-")));
    assert!(!sink.text().contains("visitor"));
    let created: Vec<_> =
        sink.lines().into_iter().filter(|line| line["message"] == "customer created").collect();
    assert_eq!((created.len(), &created[0]["form"]), (1, &json!("acme")));
    assert_eq!(created[0]["span"]["attempt"], "attempt-1");
}

#[tokio::test]
async fn values_of_visitors_and_the_crm_are_never_logged() {
    for format in [LogFormat::Text, LogFormat::Json] {
        let (sink, _guard) = capture(format, "trace");
        let rig = Rig::start().await;
        let body = || {
            Multipart::filled()
                .text("custom_fields[52][value]", "Engineering")
                .file("custom_fields[55][file_upload][files][]", "medical-record.pdf", "%PDF diagnosis")
                .finish()
        };
        for answer in [
            PlannedAnswer::new(201, crate::common::crm::created().to_string()),
            PlannedAnswer::new(422, "{\"errors\": {\"email\": [\"upstream secret\"]}}"),
            PlannedAnswer::new(401, "upstream secret"),
            PlannedAnswer::new(500, "<html>upstream secret</html>").header("x-debug", "upstream secret"),
            PlannedAnswer::new(302, "").header("location", "https://upstream.secret/"),
            PlannedAnswer::new(200, "upstream secret"),
        ] {
            rig.crm.answer(answer);
            send(rig.post(body()).await.query(&[("q", "query-value")])).await;
        }
        // Each reason to refuse a part has its own message.
        for wrong in [
            Multipart::filled().text("unknown-part-name", "Engineering"),
            Multipart::filled().file("email", "medical-record.pdf", "diagnosis"),
            Multipart::filled().text("custom_fields[52][value]", "Engineering".repeat(10_000)),
            Multipart::filled().text("custom_fields[68][value]", "not-an-option"),
            Multipart::filled().raw("unknown-part-name"),
        ] {
            rig.submit(wrong).await;
        }
        for key in ["filled-form-1", "\"filled-form-1\"", "filled-form-1", "filled form 1"] {
            rig.crm.answer(PlannedAnswer::new(500, "upstream secret"));
            send(rig.post_without_key(body()).await.header("idempotency-key", key)).await;
        }
        send(rig.get("/api/forms/acme").header("origin", "https://evil-origin.example")).await;
        let text = sink.text();
        assert!(text.lines().count() > 12, "{text}");
        for secret in [
            KEY,
            "Bearer",
            "ada@example.com",
            "Ada",
            "Lovelace",
            "555-987",
            "Analytical",
            "Engineering",
            "medical",
            "diagnosis",
            "secret",
            "query-value",
            "filled-form",
            "filled form",
            "unknown-part-name",
            "not-an-option",
            "evil-origin",
            "127.0.0.1:1",
        ] {
            let line = text.lines().find(|line| line.contains(secret) && !line.contains("listening"));
            assert_eq!(line, None, "{secret}");
        }
    }
}

#[tokio::test]
async fn store_password_and_keys_are_never_logged() {
    let (sink, _guard) = capture(LogFormat::Json, "trace");
    let mut server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    rig.submit_as("filled-form-1", Multipart::filled()).await;
    server.stop();
    assert_eq!(rig.submit_as("filled-form-1", Multipart::filled()).await.status, 503);
    assert_eq!(rig.admin("/readyz").await.status, 503);
    let text = sink.text();
    assert!(text.contains("store_unavailable") && text.contains("not ready"), "{text}");
    for secret in [test_support::redis::PASSWORD, "filled-form", "Ada", "ada@example.com"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn disconnected_visitor_leaves_a_log_line() {
    use tokio::io::AsyncWriteExt;
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let body = Multipart::filled().finish();
    let head = rig.post_head(&format!("content-length: {}\r\n", body.len())).await;
    let mut stream = tokio::net::TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    crate::common::eventually("the submission", || !rig.crm.received().is_empty()).await;
    drop(stream);
    crate::common::eventually("the log line of the request", || sink.requests().len() == 2).await;
    assert_eq!(sink.requests()[1]["outcome"], "gone");
    gate.add_permits(1);
    rig.proxy.shutdown().await;
    assert!(sink.lines().iter().any(|line| line["message"] == "customer created"));
}

#[tokio::test]
async fn configuration_warning_is_logged_once() {
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::start().await;
    for label in ["first", "second", "third"] {
        // A field with another name, and still of an unknown type.
        let odd = json!({"data": [{"id": 7, "type": 42, "name": label, "key": "a"}]});
        rig.crm.set_fields(PlannedAnswer::json(200, &odd));
        until("the new field name", async || send(rig.get("/api/forms/acme")).await.text.contains(label))
            .await;
        jump(std::time::Duration::from_secs(61)).await;
    }
    let mut found = sink.lines();
    found.retain(|line| line["message"] == "a custom field of the CRM has an unusual definition");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["form"], &found[0]["id"], &found[0]["code"]),
        (&json!("acme"), &json!("7"), &json!("unknown_type"))
    );
}

#[tokio::test]
async fn refused_api_key_is_logged_as_an_error() {
    for status in [401, 403] {
        let (sink, _guard) = capture(LogFormat::Json, "info");
        let rig = Rig::start().await;
        rig.crm.answer(PlannedAnswer::new(status, ""));
        let answer = rig.submit(Multipart::filled()).await;
        // The digits of the status can be in the request id.
        let text = answer.text.replace(answer.headers["x-request-id"].to_str().unwrap(), "");
        assert!(!text.contains("key") && !text.contains(&status.to_string()), "{answer:?}");
        rig.crm.set_fields(PlannedAnswer::new(status, ""));
        jump(std::time::Duration::from_secs(3_601)).await;
        send(rig.get("/api/forms/acme")).await;
        let errors: Vec<_> = sink.lines().into_iter().filter(|line| line["level"] == "ERROR").collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        let expected = format!("the CRM refused the API key (status {status})");
        assert!(errors.iter().all(|line| line["error"] == expected && line["form"] == "acme"), "{errors:?}");
    }
}

#[tokio::test]
async fn refused_rate_is_logged_without_the_address() {
    for format in [LogFormat::Text, LogFormat::Json] {
        let (sink, _guard) = capture(format, "trace");
        let rig = Rig::with(|toml| {
            format!(
                "trusted_proxies = [\"127.0.0.0/8\"]\n{}",
                toml.replace("per_address = 0", "per_address = 1")
            )
        })
        .await;
        for _ in 0..2 {
            send(rig.post(Multipart::filled().finish()).await.header("x-forwarded-for", "203.0.113.77"))
                .await;
        }
        let text = sink.text();
        assert!(text.contains("too many submissions from one address") && text.contains("rate_limited"));
        let line = text.lines().find(|line| line.contains("203.0.113"));
        assert_eq!(line, None);
        let ours =
            text.lines().filter(|line| line.contains("customer_form_proxy") && !line.contains("listening"));
        assert!(ours.clone().count() > 2);
        assert_eq!(ours.into_iter().find(|line| line.contains("127.0.0.1")), None);
    }
}

#[tokio::test]
async fn form_that_cannot_be_completed_is_logged() {
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::with(|toml| toml.replace("[limits]", "[limits]\nvariables = 7")).await;
    let required = |id| json!({ "id": id, "type": 1, "name": "A", "key": "a", "required": true });
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({ "data": [required(1)] })));
    // One permission is granted, and five texts are always sent.
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 200, "the form shows the error itself");
    let lines = sink.lines();
    let line = lines.iter().find(|line| line["level"] == "ERROR").unwrap_or_else(|| panic!("{lines:?}"));
    assert!(line["message"].as_str().unwrap().starts_with("visitors cannot complete the form"), "{line}");
    let numbers = (&line["form"], &line["limit"], &line["needed"], &line["max"]);
    assert_eq!(numbers, (&json!("acme"), &json!("variables"), &json!(7), &json!(6)), "{line}");
}
