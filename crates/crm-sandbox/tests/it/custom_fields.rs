//! `GET /api/custom-fields`.

use crm_sandbox::FieldsAnswer;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::form::FormBody;
use crate::support::Crm;

#[tokio::test]
async fn the_demo_account_shows_every_kind_of_field() {
    let crm = Crm::with(|_| ()).await;
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json");
    let body: Value = answer.json().await.unwrap();
    let fields = body["data"].as_array().unwrap();
    for kind in [1, 5, 7, 9] {
        assert!(fields.iter().any(|field| field["type"] == kind), "{kind}");
    }
    let of_the_notes = json!({
        "options": [null],
        "fileConfig": {"acceptFile": ["DOCX/DOC"], "allowMultiple": false, "maxFiles": 0},
    });
    assert!(fields.iter().any(|field| field["fields"] == of_the_notes));
    let documents = json!({"acceptFile": ["PDF", "DOCX"], "allowMultiple": true, "maxFiles": 5});
    assert!(fields.iter().any(|field| field["fields"]["fileConfig"] == documents));
}

#[tokio::test]
async fn the_body_is_served_byte_for_byte() {
    let raw = b"{\"data\" : [ ],\n \"x\":\"\xff\" }";
    let crm = Crm::with(|options| options.fields = FieldsAnswer::json(&raw[..])).await;
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap(), &raw[..]);
}

#[tokio::test]
async fn new_configuration_applies_from_the_next_request() {
    let crm = Crm::start().await;
    let form = FormBody::valid().text("custom_fields[7][key]", "k").text("custom_fields[7][value]", "v");
    crm.refused(&form).await;
    crm.sandbox.set_fields(FieldsAnswer::json(r#"{"data": [{"id": 7, "type": 1, "key": "k"}]}"#));
    assert_eq!(crm.created(&form).await.custom_fields[&7].key, "k");
}

#[tokio::test]
async fn broken_configuration_is_served_and_validation_is_unchanged() {
    let crm = Crm::with_fields(json!([{"id": 7, "type": 1, "key": "k", "required": true}])).await;
    crm.sandbox.set_fields(FieldsAnswer {
        status: StatusCode::BAD_GATEWAY,
        content_type: "text/html".to_owned(),
        body: "<h1>502</h1>".into(),
    });
    let answer = crm.get("/api/custom-fields").send().await.unwrap();
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.text().await.unwrap(), "<h1>502</h1>");
    assert!(crm.refused(&FormBody::valid()).await["errors"]["custom_fields.7.value"].is_array());
}
