//! The `Form-Token`: how long it is valid, and for how many customers. The hostile tests show that nothing else is
//! accepted in its place.

use std::time::Duration;

use serde_json::json;

use crate::common::crm::created;
use crate::common::rig::{ProxyAnswer, filled, fresh_key, send};
use crate::common::{Multipart, ORIGIN, PlannedAnswer, RedisServer, Rig};

const HOUR: Duration = Duration::from_secs(3_600);

/// Submits a filled form with this idempotency key and this token.
async fn submit_with(rig: &Rig, token: &str, key: &str) -> ProxyAnswer {
    let mut request = rig.post_without_key(Multipart::filled().finish()).await.build().unwrap();
    request.headers_mut().insert("form-token", token.parse().unwrap());
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    ProxyAnswer::of(rig.client.execute(request).await.unwrap()).await
}

fn expired() -> (u16, String) {
    (403, "form_token_expired".to_owned())
}

#[tokio::test]
async fn form_configuration_has_a_token_that_its_page_may_read() {
    let rig = Rig::start().await;
    let answer = send(rig.get("/api/forms/acme").header("origin", ORIGIN)).await;
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.contains("form-token") && exposed.contains("form-revision"), "{exposed}");
    let again = send(rig.get("/api/forms/acme")).await;
    assert!(
        answer
            .header("form-revision")
            .is_some_and(|revision| Some(revision) == again.header("form-revision"))
    );
    assert_ne!(answer.header("form-token"), Some(rig.token().await.as_str()), "each form has its own token");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_token_makes_one_customer() {
    let rig = Rig::start().await;
    let (token, key) = (rig.token().await, fresh_key());
    assert_eq!(submit_with(&rig, &token, &key).await.status, 201);
    // The same filled form, submitted again, is not another customer.
    let again = submit_with(&rig, &token, &key).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(submit_with(&rig, &token, &fresh_key()).await.problem(), expired());
    assert_eq!(rig.crm.received().len(), 1);
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201, "another form has another token");
}

#[tokio::test]
async fn refused_submission_keeps_its_token_for_its_own_key() {
    let rig = Rig::start().await;
    let (token, key) = (rig.token().await, fresh_key());
    rig.crm.answer(PlannedAnswer::json(422, &json!({ "errors": { "email": ["taken"] } })));
    assert_eq!(submit_with(&rig, &token, &key).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(submit_with(&rig, &token, &fresh_key()).await.problem(), expired());
    rig.crm.answer(PlannedAnswer::json(201, &created()));
    assert_eq!(submit_with(&rig, &token, &key).await.status, 201);
}

#[tokio::test]
async fn spent_token_is_known_to_every_proxy() {
    let server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    let other = rig.another().await;
    let token = rig.token().await;
    assert_eq!(submit_with(&other, &token, &fresh_key()).await.status, 201);
    assert_eq!(submit_with(&rig, &token, &fresh_key()).await.problem(), expired());
}

#[tokio::test]
async fn token_of_another_api_key_is_refused() {
    let rig = Rig::start().await;
    let token = rig.token().await;
    assert!(rig.reload(|toml| toml.replace("ACME_API_KEY", "OTHER_API_KEY")));
    let refused = submit_with(&rig, &token, &fresh_key()).await;
    assert_eq!(refused.problem(), (403, "form_token_invalid".to_owned()));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn token_is_valid_for_one_day() {
    let rig = Rig::start().await;
    let [one, other] = [rig.token().await, rig.token().await];
    rig.clock.put_forward(24 * HOUR - Duration::from_secs(60));
    let key = fresh_key();
    assert_eq!(submit_with(&rig, &one, &key).await.status, 201);
    rig.clock.put_forward(Duration::from_secs(60));
    assert_eq!(submit_with(&rig, &other, &fresh_key()).await.problem(), expired());
    // The outcome of a filled form can still be asked for.
    assert_eq!(submit_with(&rig, &one, &key).await.status, 201);
    assert_eq!(rig.crm.received().len(), 1);
    rig.clock.put_forward(2 * HOUR);
    assert_eq!(
        submit_with(&rig, &one, &fresh_key()).await.problem(),
        expired(),
        "the used token is not forgotten"
    );
}

#[tokio::test]
async fn token_requested_without_origin_works_for_the_own_page() {
    let rig = Rig::start().await;
    let token = send(rig.get("/api/forms/acme")).await.header("form-token").unwrap().to_owned();
    let own = rig.proxy.public_url().to_string();
    let mut request = filled(&rig.client, &rig.url(""), "acme", &own).await.build().unwrap();
    request.headers_mut().insert("form-token", token.parse().unwrap());
    request.headers_mut().insert("idempotency-key", fresh_key().parse().unwrap());
    assert_eq!(rig.client.execute(request).await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_token_of_a_clock_that_was_ahead_has_expired() {
    let rig = Rig::start().await;
    let (token, key) = (rig.token().await, fresh_key());
    rig.clock.put_back(HOUR);
    assert_eq!(submit_with(&rig, &token, &key).await.problem(), expired());
    // The form gets a new token by itself, and submits the same values.
    let token = rig.token().await;
    assert_eq!(submit_with(&rig, &token, &key).await.status, 201);
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn a_clock_set_back_makes_no_second_customer() {
    let (server, folder) = (RedisServer::start(), tempfile::tempdir().unwrap());
    let file = format!("sqlite:{}", folder.path().join("store.db").display());
    for store in ["memory:", &server.url(), &file] {
        let rig = Rig::storing_in(store).await;
        let (token, key) = (rig.token().await, fresh_key());
        assert_eq!(submit_with(&rig, &token, &key).await.status, 201);
        for back in [HOUR, 48 * HOUR, 24 * 400 * HOUR] {
            rig.clock.put_back(back);
            let again = submit_with(&rig, &token, &key).await;
            assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")), "{store}");
            let other = submit_with(&rig, &token, &fresh_key()).await;
            assert_eq!(other.problem(), expired(), "{store}");
            rig.clock.put_forward(back);
        }
        assert_eq!(rig.crm.received().len(), 1, "{store}");
    }
}
