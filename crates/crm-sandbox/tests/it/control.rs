//! The control endpoints, used with plain HTTP requests as with curl.

use std::net::{IpAddr, UdpSocket};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::FormBody;
use crate::support::Crm;

async fn plan(crm: &Crm, body: &Value) -> StatusCode {
    crm.client.put(crm.url("/control/next")).body(body.to_string()).send().await.unwrap().status()
}

#[tokio::test]
async fn the_next_answers_are_planned_as_json() {
    let crm = Crm::start().await;
    let limited = json!({
        "endpoint": "customers", "times": 2, "store": false,
        "answer": {"kind": "status", "status": 429, "content_type": "text/plain", "body": "slow down",
                   "headers": {"Retry-After": "7"}},
    });
    assert_eq!(plan(&crm, &limited).await, 204);
    for _ in 0..2 {
        let answer = crm.create(&FormBody::valid()).await;
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()["retry-after"], "7");
        assert_eq!(answer.headers()["content-type"], "text/plain");
        assert_eq!(answer.text().await.unwrap(), "slow down");
    }
    assert_eq!(crm.create(&FormBody::valid()).await.status(), 201);

    assert_eq!(plan(&crm, &json!({"endpoint": "custom-fields", "answer": {"kind": "closed"}})).await, 204);
    assert!(crm.get("/api/custom-fields").send().await.is_err());

    assert_eq!(plan(&crm, &json!({"store": true, "answer": {"kind": "cut_off"}})).await, 204);
    let form = FormBody::valid().text("email", "second@example.com");
    assert!(crm.create(&form).await.bytes().await.is_err());
    assert_eq!(crm.count().await, 2);

    assert_eq!(plan(&crm, &json!({"answer": {"kind": "slow", "after_ms": 5}})).await, 204);
    assert_eq!(crm.create(&form).await.status(), 422);
}

#[tokio::test]
async fn invalid_plan_is_refused_with_the_reason() {
    let crm = Crm::start().await;
    for (body, reason) in [
        (json!({}), "answer"),
        (json!({"answer": {"kind": "explode"}}), "explode"),
        (json!({"answer": {"kind": "closed"}, "twice": true}), "twice"),
        (json!({"answer": {"kind": "closed"}, "endpoint": "invoices"}), "invoices"),
        (json!({"answer": {"kind": "status", "status": 42}}), "status"),
        (json!({"answer": {"kind": "status", "status": 100}}), "1xx"),
        (json!({"answer": {"kind": "status", "status": 500, "headers": {"a b": "c"}}}), "header"),
        (json!({"answer": {"kind": "status", "status": 500, "colour": "red"}}), "colour"),
    ] {
        let answer = crm.client.put(crm.url("/control/next")).body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{body}");
        let message = answer.json::<Value>().await.unwrap()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(reason), "{body}: {message}");
    }
    assert_eq!(crm.create(&FormBody::valid()).await.status(), 201);
}

#[tokio::test]
async fn custom_fields_are_replaced_by_any_bytes() {
    let crm = Crm::start().await;
    let put = |query: &str| crm.client.put(crm.url(&format!("/control/custom-fields{query}")));

    let body = r#"{"data": [{"id": 1, "type": 1, "key": "k", "required": true}]}"#;
    assert_eq!(put("").body(body).send().await.unwrap().status(), 204);
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.text().await.unwrap(), body);
    crm.refused(&FormBody::valid()).await;

    let large = vec![0xff_u8; 5 * 1024 * 1024];
    let request = put("?status=503").header("content-type", "text/html").body(large.clone());
    assert_eq!(request.send().await.unwrap().status(), 204);
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.bytes().await.unwrap(), large);

    for query in ["?status=42", "?status=100", "?status=x", "?state=500"] {
        assert_eq!(put(query).send().await.unwrap().status(), 400, "{query}");
    }
}

#[tokio::test]
async fn reset_restores_the_initial_state() {
    let crm = Crm::start().await;
    let start = crm.get("/api/custom-fields").send().await.unwrap().bytes().await.unwrap();
    crm.created(&FormBody::valid()).await;
    crm.client.put(crm.url("/control/custom-fields")).body("broken").send().await.unwrap();
    plan(&crm, &json!({"answer": {"kind": "closed"}})).await;

    assert_eq!(crm.client.delete(crm.url("/control")).send().await.unwrap().status(), 204);
    assert_eq!(crm.sandbox.requests(), []);
    assert_eq!(crm.count().await, 0);
    assert_eq!(std::fs::read_dir(crm.data.path().join("files")).unwrap().count(), 0);
    let again = crm.get("/api/custom-fields").send().await.unwrap().bytes().await.unwrap();
    assert_eq!(again, start);
    assert_eq!(crm.created(&FormBody::valid()).await.id, 1);
}

/// The address that this machine would use for outside connections. Finding it sends no packet.
fn outward_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_loopback())
}

#[tokio::test]
async fn control_is_refused_to_other_machines() {
    let Some(address) = outward_address() else {
        eprintln!("no address but loopback: the test cannot send a request as another machine");
        return;
    };
    let crm = Crm::with(|options| options.listen = "0.0.0.0:0".parse().unwrap()).await;
    let port = crm.sandbox.base_url().rsplit(':').next().unwrap().to_owned();
    let url = |host: &str, path: &str| format!("http://{host}:{port}{path}");
    let outside = crm.client.delete(url(&address.to_string(), "/control")).send().await.unwrap();
    assert_eq!(outside.status(), 403);
    let inside = crm.client.delete(url("127.0.0.1", "/control")).send().await.unwrap();
    assert_eq!(inside.status(), 204);
}
