//! The headers and members of every API answer, by which the form distinguishes it from the answer of another server.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::Method;
use serde_json::json;

use crate::common::rig::{ProxyAnswer, filled, fresh_key, send};
use crate::common::{Multipart, ORIGIN, PlannedAnswer, Rig};

const REQUEST_ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn assert_ours(answer: &ProxyAnswer, media_type: &str) {
    assert_eq!(answer.header("content-type"), Some(media_type), "{answer:?}");
    assert_eq!(answer.header("x-request-id"), Some(REQUEST_ID), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN), "{answer:?}");
    let exposed = answer.header("access-control-expose-headers").unwrap();
    for name in ["x-request-id", "retry-after", "idempotency-replayed"] {
        assert!(exposed.split(", ").any(|exposed| exposed == name), "{exposed}");
    }
}

#[tokio::test]
async fn every_response_has_its_content_type_and_request_id() {
    let rig =
        Rig::with(|toml| toml.replace("[limits]", "[limits]\nbody_bytes = 100000\nfile_bytes = 100000"))
            .await;
    let submit =
        async || filled(&rig.client, &rig.url(""), "acme", ORIGIN).await.header("x-request-id", REQUEST_ID);
    let ask = |method: Method, path: &str| {
        let request = rig.client.request(method, rig.url(path)).header("origin", ORIGIN);
        request.header("x-request-id", REQUEST_ID)
    };
    let key = fresh_key();
    for _ in 0..2 {
        let answer = send(submit().await.header("idempotency-key", &key)).await;
        assert_eq!(answer.status, 201);
        assert_ours(&answer, "application/json");
    }
    let config = send(ask(Method::GET, "/api/forms/acme")).await;
    assert_eq!(config.status, 200);
    assert_ours(&config, "application/json");

    let customers = "/api/forms/acme/customers";
    let mut problems = vec![
        (404, send(ask(Method::GET, "/api/forms/unknown")).await),
        (404, send(ask(Method::GET, "/api/elsewhere")).await),
        (404, send(ask(Method::POST, "/api/forms/acme/customers/")).await),
        (405, send(ask(Method::DELETE, customers)).await),
        (405, send(ask(Method::GET, customers)).await),
        (405, send(ask(Method::POST, "/api/forms/acme")).await),
        (400, send(ask(Method::POST, customers)).await),
        (400, send(submit().await.header("idempotency-key", "bad key")).await),
    ];
    let large =
        Multipart::filled().file("custom_fields[55][file_upload][files][]", "a.pdf", vec![b'a'; 3_000_000]);
    let large = submit().await.header("idempotency-key", fresh_key()).body(large.finish());
    problems.push((413, send(large).await));
    for (answer, status) in [
        (PlannedAnswer::new(422, "{}"), 422),
        (PlannedAnswer::new(429, "").header("retry-after", "600"), 429),
        (PlannedAnswer::new(503, "").header("retry-after", "600"), 503),
        (PlannedAnswer::new(401, ""), 502),
        (PlannedAnswer::new(500, "<html>"), 504),
    ] {
        rig.crm.answer(answer);
        let answer = send(submit().await.header("idempotency-key", fresh_key())).await;
        if matches!(status, 429 | 503) {
            assert_eq!(answer.header("retry-after"), Some("600"));
        }
        problems.push((status, answer));
    }
    for (status, answer) in &problems {
        assert_eq!(answer.problem().0, *status, "{answer:?}");
        assert_ours(answer, "application/problem+json");
        assert_eq!(answer.json()["attempt"], json!(REQUEST_ID));
    }
}

#[tokio::test]
async fn form_configuration_is_compressed() {
    let rig = Rig::start().await;
    let field = |id| json!({ "id": id, "type": 1, "name": format!("Field {id}"), "key": format!("f{id}") });
    let fields: Vec<_> = (1..=200).map(field).collect();
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({ "data": fields })));
    let get = async |accept: &str| {
        let request = rig.get("/api/forms/acme").header("origin", ORIGIN).header("accept-encoding", accept);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers().clone();
        let vary: Vec<_> = headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(vary, ["accept-encoding", "origin"]);
        assert_eq!(
            (&headers["content-type"], &headers["cache-control"]),
            (&"application/json".parse().unwrap(), &"no-store".parse().unwrap())
        );
        assert!(headers.contains_key("form-token"));
        let encoding = headers.get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        (encoding, response.bytes().await.unwrap())
    };
    let (encoding, plain) = get("identity").await;
    assert_eq!(encoding, None);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&plain).unwrap()["fields"].as_array().unwrap().len(),
        200
    );
    let (encoding, gzip) = get("gzip").await;
    assert_eq!(encoding.as_deref(), Some("gzip"));
    let mut unpacked = Vec::new();
    GzDecoder::new(&*gzip).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    let (encoding, brotli) = get("gzip, deflate, br").await;
    assert_eq!(encoding.as_deref(), Some("br"));
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &*brotli, &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    assert!(
        brotli.len() * 5 < plain.len() && gzip.len() * 5 < plain.len(),
        "{} {}",
        brotli.len(),
        gzip.len()
    );
}
