//! The API key, and the answers for a client that does not ask for JSON.

use reqwest::header::{ACCEPT, AUTHORIZATION};
use serde_json::{Value, json};

use crate::form::FormBody;
use crate::support::Crm;

#[tokio::test]
async fn without_the_key_both_endpoints_answer_401() {
    let crm = Crm::start().await;
    for key in [None, Some("Bearer wrong"), Some("Bearer "), Some("sandbox-key"), Some("Basic sandbox-key")] {
        for path in ["/api/custom-fields", "/api/customers"] {
            let form = FormBody::valid();
            let mut request = if path.ends_with("fields") { crm.get(path) } else { crm.post(&form) };
            request = request.header("x-test", "1");
            let mut request = request.build().unwrap();
            request.headers_mut().remove(AUTHORIZATION);
            if let Some(key) = key {
                request.headers_mut().insert(AUTHORIZATION, key.parse().unwrap());
            }
            let answer = crm.client.execute(request).await.unwrap();
            assert_eq!(answer.status(), 401, "{path} {key:?}");
            assert_eq!(answer.json::<Value>().await.unwrap(), json!({"message": "Unauthenticated."}));
        }
    }
    assert_eq!(crm.count().await, 0);
}

#[tokio::test]
async fn the_key_is_the_configured_one() {
    let crm = Crm::with(|options| options.api_key = "another".into()).await;
    assert_eq!(crm.get("/api/custom-fields").send().await.unwrap().status(), 401);
    let answer = crm.client.get(crm.url("/api/custom-fields")).bearer_auth("another").send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn without_accept_json_a_401_is_a_redirect_to_the_login_page() {
    let crm = Crm::start().await;
    let answer = crm.client.get(crm.url("/api/custom-fields")).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], crm.url("/login"));
    let login = crm.client.get(crm.url("/login")).send().await.unwrap();
    assert_eq!(login.status(), 200);
    assert!(login.text().await.unwrap().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn without_accept_json_a_422_is_a_redirect_back() {
    let crm = Crm::start().await;
    for accept in [None, Some("*/*"), Some("text/html, application/json;q=0.9")] {
        let mut request = crm.post(&FormBody::empty()).build().unwrap();
        request.headers_mut().remove(ACCEPT);
        if let Some(accept) = accept {
            request.headers_mut().insert(ACCEPT, accept.parse().unwrap());
        }
        let answer = crm.client.execute(request).await.unwrap();
        assert_eq!(answer.status(), 302, "{accept:?}");
        assert_eq!(answer.headers()["location"], crm.sandbox.base_url());
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let crm = Crm::start().await;
    let answer = crm.get("/api/nothing").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let sentence = "The route api/nothing could not be found.";
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": sentence }));

    let answer = crm.get("/api/customers").send().await.unwrap();
    assert_eq!(answer.status(), 405);
    let sentence = "The GET method is not supported for route api/customers. Supported methods: POST.";
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": sentence }));
}
