//! Wrong answers as a client sees them, and what the sandbox stored in each case.

use std::time::Duration;

use axum::http::HeaderMap;
use crm_sandbox::{Endpoint, FieldsAnswer, Misbehaviour, PlannedAnswer};
use reqwest::StatusCode;
use serde_json::{Value, json};
use test_support::wait::until;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::form::{BOUNDARY, FormBody};
use crate::support::Crm;

/// Longer than any test runs: a test that gets its answer did not wait for this time.
const FOREVER: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_status_comes_with_any_body_and_header() {
    let crm = Crm::start().await;
    let retry_after = HeaderMap::from_iter([("retry-after".parse().unwrap(), "7".parse().unwrap())]);
    let page = "<html><h1>Whoops</h1></html>";
    let refusal = r#"{"message": "No.", "errors": {"email": "not a list"}}"#;
    for answer in [
        PlannedAnswer::status(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=UTF-8", page),
        PlannedAnswer::status(StatusCode::INTERNAL_SERVER_ERROR, "", ""),
        PlannedAnswer::status(StatusCode::OK, "text/html", page),
        PlannedAnswer::status(
            StatusCode::UNAUTHORIZED,
            "application/json",
            r#"{"message": "Unauthenticated."}"#,
        ),
        PlannedAnswer::status(StatusCode::UNPROCESSABLE_ENTITY, "application/json", refusal),
        PlannedAnswer::status(StatusCode::CREATED, "application/json", &b"\xff\xfe not text"[..]),
        PlannedAnswer::Status {
            status: StatusCode::TOO_MANY_REQUESTS,
            content_type: String::new(),
            body: "slow down".into(),
            headers: retry_after,
        },
    ] {
        crm.sandbox.next_answer(Misbehaviour::once(answer.clone()));
        let got = crm.create(&FormBody::valid()).await;
        let PlannedAnswer::Status { status, content_type, body, headers } = answer else { unreachable!() };
        assert_eq!(got.status(), status);
        let got_type = got.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(got_type.unwrap_or_default(), content_type);
        assert_eq!(got.headers().get("retry-after"), headers.get("retry-after"));
        assert_eq!(got.bytes().await.unwrap(), body);
    }
    assert_eq!(crm.count().await, 0);
    crm.created(&FormBody::valid()).await;
}

#[tokio::test]
async fn plan_can_store_a_customer_and_answer_with_an_error() {
    let crm = Crm::start().await;
    let error = PlannedAnswer::status(StatusCode::BAD_GATEWAY, "text/html", "<h1>502</h1>");
    crm.sandbox.next_answer(Misbehaviour::once(error).and_store());
    assert_eq!(crm.create(&FormBody::valid()).await.status(), 502);
    assert_eq!(crm.count().await, 1);
    let again = crm.refused(&FormBody::valid()).await;
    assert_eq!(again["message"], "The email has already been taken.");
}

#[tokio::test]
async fn plan_that_stores_does_not_store_an_invalid_form() {
    let crm = Crm::start().await;
    let error = PlannedAnswer::status(StatusCode::BAD_GATEWAY, "", "");
    crm.sandbox.next_answer(Misbehaviour::once(error).and_store());
    assert_eq!(crm.create(&FormBody::empty()).await.status(), 502);
    assert_eq!(crm.count().await, 0);
}

#[tokio::test]
async fn plans_of_an_endpoint_run_in_order_and_only_there() {
    let crm = Crm::start().await;
    let status =
        |code| Misbehaviour::once(PlannedAnswer::status(StatusCode::from_u16(code).unwrap(), "", ""));
    crm.sandbox.next_answer(status(503).times(2));
    crm.sandbox.next_answer(status(429));
    crm.sandbox.next_answer(status(500).at(Endpoint::CustomFields));
    for expected in [503, 503, 429, 201] {
        assert_eq!(crm.create(&FormBody::valid()).await.status(), expected);
    }
    for expected in [500, 200] {
        assert_eq!(crm.get("/api/custom-fields").send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn cut_off_answer_announces_more_bytes_than_arrive() {
    let crm = Crm::start().await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::CutOff).and_store());
    let mut answer = crm.create(&FormBody::valid()).await;
    assert_eq!(answer.status(), 201);
    let announced: usize = answer.headers()["content-length"].to_str().unwrap().parse().unwrap();
    let mut came = Vec::new();
    let ended = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came.extend_from_slice(&chunk),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    assert!(ended.is_err(), "the body ended as if it were whole");
    assert!(came.starts_with(b"{\"data\":{"), "{}", String::from_utf8_lossy(&came));
    assert_eq!(came.len(), announced / 2);
    assert_eq!(crm.count().await, 1);
}

#[tokio::test]
async fn a_cut_off_answer_without_storing_is_half_of_a_500() {
    let crm = Crm::start().await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::CutOff));
    let answer = crm.create(&FormBody::valid()).await;
    assert_eq!(answer.status(), 500);
    assert!(answer.bytes().await.is_err());
    assert_eq!(crm.count().await, 0);
}

#[tokio::test]
async fn cut_off_custom_fields_are_half_of_the_configuration() {
    let crm = Crm::with(|options| options.fields = FieldsAnswer::demo()).await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::CutOff).at(Endpoint::CustomFields));
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn closed_connection_gives_no_answer_with_or_without_customer() {
    let crm = Crm::start().await;
    for (stores, customers) in [(false, 0), (true, 1)] {
        let mut plan = Misbehaviour::once(PlannedAnswer::Closed);
        plan.store = stores;
        crm.sandbox.next_answer(plan);
        let error = crm.post(&FormBody::valid()).send().await.unwrap_err();
        assert!(error.is_request() && !error.is_connect() && !error.is_timeout(), "{error:?}");
        assert_eq!(crm.count().await, customers);
    }
    let requests = crm.sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| request.is_complete));
}

#[tokio::test]
async fn slow_answer_is_the_regular_answer() {
    let crm = Crm::start().await;
    for stores in [false, true] {
        let mut plan = Misbehaviour::once(PlannedAnswer::Slow { after: Duration::from_millis(20) });
        plan.store = stores;
        crm.sandbox.next_answer(plan);
        let email = format!("{stores}@example.com");
        let answer = crm.create(&FormBody::valid().text("email", &email)).await;
        assert_eq!(answer.json::<Value>().await.unwrap()["data"]["email"], json!(email));
    }
    assert_eq!(crm.count().await, 2);
}

#[tokio::test]
async fn slow_answer_that_stores_does_this_before_the_wait() {
    let crm = Crm::start().await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::Slow { after: FOREVER }).and_store());
    let waiting = tokio::spawn(crm.post(&FormBody::valid()).send());
    until("the customer", async || crm.count().await == 1).await;
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_slow_answer_that_does_not_store_waits_first() {
    let crm = Crm::start().await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::Slow { after: FOREVER }));
    let waiting = tokio::spawn(crm.post(&FormBody::valid()).send());
    until("the whole request", async || crm.sandbox.requests().iter().any(|request| request.is_complete))
        .await;
    // When this later request is done, the first request, which still waits, has had enough time to store its
    // customer.
    let other = crm.created(&FormBody::valid().text("email", "other@example.com")).await;
    assert_eq!(other.id, 1);
    assert_eq!(crm.count().await, 1);
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn disconnected_client_stores_nothing_and_uses_no_plan() {
    let crm = Crm::start().await;
    crm.sandbox.next_answer(Misbehaviour::once(PlannedAnswer::status(StatusCode::IM_A_TEAPOT, "", "")));
    let body = FormBody::valid().body();
    let head = format!(
        "POST /api/customers HTTP/1.1\r\nHost: crm\r\nContent-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n",
        body.len()
    );
    let address = crm.sandbox.base_url().trim_start_matches("http://").to_owned();
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body[..body.len() / 2]).await.unwrap();
    until("the first part", async || crm.sandbox.requests().iter().any(|request| !request.parts.is_empty()))
        .await;
    drop(connection);

    assert_eq!(crm.create(&FormBody::valid()).await.status(), 418);
    assert!(!crm.sandbox.requests()[0].is_complete);
    assert_eq!(crm.count().await, 0);
}
