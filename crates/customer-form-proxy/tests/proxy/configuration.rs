//! `GET /api/forms/{form}`: the form configuration, and the cache of the CRM's configuration.

use std::time::Duration;

use customer_form_contract::{FieldKind, FormConfig, Permission, PhotoRule};
use serde_json::json;

use crate::common::rig::{ProxyAnswer, send};
use crate::common::{KEY, Multipart, ORIGIN, PlannedAnswer, Rig, eventually, jump, until};

const LIMITS: &str = "[limits]\nvariables = 100\nfile_bytes = 7\nphoto_pixels = 2000000";

async fn form_config(rig: &Rig) -> FormConfig {
    let answer = send(rig.get("/api/forms/acme")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}

#[tokio::test]
async fn form_configuration_is_as_the_contract_says() {
    let rig = Rig::with(|toml| toml.replace("[limits]", LIMITS)).await;
    let answer = send(rig.get("/api/forms/acme").header("origin", ORIGIN)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.header("x-request-id").is_some());

    let config: FormConfig = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(config.form, "acme");
    assert_eq!(config.photo, PhotoRule::Optional);
    assert_eq!(config.offered, [Permission::from_name("view-contract").unwrap()]);
    assert_eq!((config.limits.file_bytes, config.limits.photo_pixels), (7, 2_000_000));
    assert_eq!(config.limits.variables, 99, "without the one that the proxy adds");
    let ids: Vec<_> = config.fields.iter().map(|field| field.id.0).collect();
    assert_eq!(ids, [52, 68, 54, 55]);
    let FieldKind::Files(rule) = &config.fields[3].kind else { panic!() };
    assert_eq!(rule.formats, ["PDF", "DOCX", "DOC"]);
    assert!(!answer.text.contains(KEY));
}

#[tokio::test]
async fn form_configuration_lists_prefillable_paths_if_any() {
    let paths = ["email", "custom_fields.52.value"];
    let line = format!("photo = \"optional\"\nprefill_from_url = {paths:?}");
    let rig = Rig::with(|toml| toml.replace("photo = \"optional\"", &line)).await;
    assert_eq!(send(rig.get("/api/forms/acme")).await.json()["prefill_from_url"], json!(paths));
    let rig = Rig::start().await;
    assert_eq!(send(rig.get("/api/forms/acme")).await.json().get("prefill_from_url"), None);
}

#[tokio::test]
async fn view_is_the_rendered_form_beside_the_same_configuration() {
    let rig = Rig::start().await;
    let plain = send(rig.get("/api/forms/acme")).await;
    assert_eq!(plain.json().get("view"), None);
    for query in ["?view", "?view=1", "?a=b&view"] {
        let answer = send(rig.get(&format!("/api/forms/acme{query}"))).await;
        assert_eq!(answer.header("form-revision"), plain.header("form-revision"));
        assert!(answer.header("form-token").is_some());
        let mut config = answer.json();
        let view = config.as_object_mut().unwrap().remove("view").unwrap();
        assert_eq!(config, plain.json());
        assert_eq!((&view[0], &view[1]["class"]), (&json!("div"), &json!("cf-screen")));
        assert!(view.to_string().contains("custom_fields[52][value]"));
    }
    // The form reads the answer as before.
    let answer = send(rig.get("/api/forms/acme?view")).await;
    assert_eq!(serde_json::from_str::<FormConfig>(&answer.text).unwrap(), form_config(&rig).await);
}

#[tokio::test]
async fn crm_request_carries_the_key_and_no_visitor_header() {
    let rig = Rig::start().await;
    send(rig.get("/api/forms/acme?a=b").header("cookie", "a=b").header("authorization", "Bearer visitor"))
        .await;
    let asked = rig.crm.asked();
    let mut names: Vec<_> = asked[0].keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "authorization", "host", "user-agent"]);
    assert_eq!(asked[0]["authorization"], format!("Bearer {KEY}"));
    assert_eq!(asked[0]["accept"], "application/json");
}

#[tokio::test]
async fn fresh_configuration_is_not_fetched_again() {
    let rig = Rig::start().await;
    for _ in 0..5 {
        form_config(&rig).await;
    }
    assert_eq!(rig.crm.asked().len(), 1);
}

#[tokio::test]
async fn stale_configuration_is_served_during_a_refresh() {
    let rig = Rig::start().await;
    assert_eq!(form_config(&rig).await.fields.len(), 4);
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({"data": []})));
    jump(Duration::from_secs(61)).await;
    assert_eq!(form_config(&rig).await.fields.len(), 4);
    eventually("the refresh of the configuration", || rig.crm.asked().len() == 2).await;
    until("the new configuration", async || form_config(&rig).await.fields.is_empty()).await;
    assert_eq!(rig.crm.asked().len(), 2);
}

#[tokio::test]
async fn stale_configuration_is_served_for_an_hour_without_the_crm() {
    let rig = Rig::start().await;
    form_config(&rig).await;
    rig.crm.set_fields(PlannedAnswer::new(500, ""));
    jump(Duration::from_secs(59 * 60)).await;
    assert_eq!(form_config(&rig).await.fields.len(), 4);
    jump(Duration::from_secs(2 * 60)).await;
    let answer = send(rig.get("/api/forms/acme")).await;
    assert_eq!(answer.problem(), (503, "config_unavailable".to_owned()));
}

#[tokio::test]
async fn form_without_configuration_is_unavailable() {
    let rig = Rig::start().await;
    let html = "<html>upstream secret</html>";
    for answer in [
        PlannedAnswer::new(200, html),
        PlannedAnswer::new(200, ""),
        PlannedAnswer::new(200, "{}"),
        PlannedAnswer::new(200, vec![b' '; (4 << 20) + 1]),
        PlannedAnswer::new(401, html),
        PlannedAnswer::new(403, html),
        PlannedAnswer::new(404, html),
        PlannedAnswer::new(500, html),
        PlannedAnswer::new(302, html).header("location", "/login"),
    ] {
        let upstream = answer.status;
        rig.crm.set_fields(answer);
        let answer = send(rig.get("/api/forms/acme").header("origin", ORIGIN)).await;
        assert_eq!(answer.problem(), (503, "config_unavailable".to_owned()), "{upstream}");
        assert_eq!(answer.header("retry-after"), Some("5"));
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert!(!answer.text.contains("secret"));
        jump(Duration::from_secs(5)).await;
    }
    assert!(rig.crm.elsewhere().is_empty(), "the proxy followed a redirect");
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({"data": []})));
    form_config(&rig).await;
}

#[tokio::test]
async fn two_forms_share_no_configuration() {
    let second = r#"
[[forms]]
id = "other"
api_key_env = "ACME_API_KEY"
[forms.permissions.granted]
meeting = ["view-meeting", "edit-meeting"]
"#;
    let rig = Rig::with(|toml| toml + second).await;
    form_config(&rig).await;
    let other = send(rig.get("/api/forms/other")).await;
    let other: FormConfig = serde_json::from_str(&other.text).unwrap();
    assert_eq!(
        (other.form.as_str(), other.limits.variables, other.photo),
        ("other", 998, PhotoRule::Required)
    );
    assert!(other.offered.is_empty());
    assert_eq!(rig.crm.asked().len(), 2);
}

#[tokio::test]
async fn unknown_forms_and_addresses_are_not_found() {
    let rig = Rig::start().await;
    for path in ["/api/forms/unknown", "/api/forms/ACME", "/api/forms/%FF", "/api/forms/acme%00"] {
        let answer = send(rig.get(path).header("origin", ORIGIN)).await;
        assert_eq!(answer.problem(), (404, "unknown_form".to_owned()), "{path}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some(ORIGIN),
            "the partner page can read the answer"
        );
    }
    for path in ["/", "/api", "/api/forms", "/api/forms/acme/", "/api/forms/acme/x", "/healthz", "/metrics"] {
        assert_eq!(send(rig.get(path)).await.problem(), (404, "not_found".to_owned()), "{path}");
    }
    assert!(rig.crm.asked().is_empty());
}

#[tokio::test]
async fn other_methods_are_refused_with_an_allow_header() {
    let rig = Rig::start().await;
    for (method, path, allowed) in [
        ("DELETE", "/api/forms/acme", "GET,HEAD"),
        ("PUT", "/api/forms/acme/customers", "POST"),
        ("GET", "/api/forms/acme/customers", "POST"),
        ("POST", "/embed.js", "GET,HEAD"),
        ("TRACE", "/api/forms/acme", "GET,HEAD"),
    ] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = rig.client.request(method.clone(), rig.url(path)).header("origin", ORIGIN);
        let answer = send(request).await;
        assert_eq!(answer.problem(), (405, "method_not_allowed".to_owned()), "{method} {path}");
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
    }
}

/// Changes the CRM's custom fields, and waits until the proxy has the new ones.
async fn change_fields(rig: &Rig, fields: serde_json::Value) {
    let before = version(rig).await;
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({ "data": fields })));
    jump(Duration::from_secs(61)).await;
    until("another revision", async || version(rig).await != before).await;
}

/// The revision of the form configuration, as the token names it.
async fn version(rig: &Rig) -> String {
    rig.token().await.split_once('.').unwrap().0.to_owned()
}

#[tokio::test]
async fn token_names_the_revision_of_its_form_configuration() {
    let rig = Rig::start().await;
    let first = version(&rig).await;
    assert_eq!(version(&rig).await, first);
    assert_eq!(version(&rig.another().await).await, first, "the revision is the same on every proxy");
    change_fields(&rig, json!([])).await;
    assert_ne!(version(&rig).await, first);
}

#[tokio::test]
async fn changed_configuration_refuses_only_entries_that_do_not_fit() {
    let rig = Rig::start().await;
    let old = rig.token().await;
    let required = json!([{ "id": 99, "type": 1, "name": "VAT", "key": "vat", "required": true }]);
    change_fields(&rig, required).await;

    let post = async |token: &str, body: Multipart| {
        let mut request = rig.post(body.finish()).await.build().unwrap();
        request.headers_mut().insert("form-token", token.parse().unwrap());
        ProxyAnswer::of(rig.client.execute(request).await.unwrap()).await
    };
    let changed = (409, "config_changed".to_owned());
    // A new field is missing, or a removed field is still sent.
    assert_eq!(post(&old, Multipart::filled()).await.problem(), changed);
    let gone =
        Multipart::filled().text("custom_fields[99][value]", "CHE-1").text("custom_fields[52][value]", "x");
    assert_eq!(post(&old, gone).await.problem(), changed);
    // A form with the new form configuration gets the error of its field.
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
    assert_eq!(answer.errors(), [("custom_fields.99.value".to_owned(), "missing".to_owned())]);
    assert!(rig.crm.received().is_empty());
    let fits = Multipart::filled().text("custom_fields[99][value]", "CHE-1");
    assert_eq!(post(&old, fits).await.status, 201);
}
