//! The proof of work: the challenge, and the result of a submission with and without the proof.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use customer_form_contract::proof::Challenge;
use reqwest::RequestBuilder;

use crate::common::rig::{ProxyAnswer, fresh_key, send};
use crate::common::{Multipart, ORIGIN, Rig};

const WANTED: &str = "[forms.proof_of_work]\nmax_number = 2000\n[forms.permissions.granted]";

async fn asking() -> Rig {
    Rig::with(|toml| toml.replace("[forms.permissions.granted]", WANTED)).await
}

/// The token and the challenge that a page gets.
async fn token_and_challenge(rig: &Rig) -> (String, Challenge) {
    let answer = send(rig.get("/api/forms/acme").header("origin", ORIGIN)).await;
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
    assert!(exposed.contains("form-challenge"), "{exposed}");
    let challenge = serde_json::from_str(answer.header("form-challenge").unwrap()).unwrap();
    (answer.header("form-token").unwrap().to_owned(), challenge)
}

fn solved(challenge: &Challenge) -> String {
    let number = challenge.solve(0..=challenge.maxnumber).unwrap();
    STANDARD.encode(serde_json::to_vec(&challenge.answered_by(number)).unwrap())
}

async fn post(rig: &Rig, token: &str, proof: Option<&str>, key: &str) -> ProxyAnswer {
    let mut request: RequestBuilder = rig.post_without_key(Multipart::filled().finish()).await;
    if let Some(proof) = proof {
        request = request.header("form-proof", proof);
    }
    let mut request = request.header("idempotency-key", key).build().unwrap();
    request.headers_mut().insert("form-token", token.parse().unwrap());
    ProxyAnswer::of(rig.client.execute(request).await.unwrap()).await
}

#[tokio::test]
async fn only_a_submission_with_a_valid_proof_is_sent() {
    let rig = asking().await;
    let (token, challenge) = token_and_challenge(&rig).await;
    assert_eq!(challenge.maxnumber, 2_000);
    let refused = (403, "proof_of_work_invalid".to_owned());
    for wrong in [None, Some("evil".to_owned()), Some(solved(&token_and_challenge(&rig).await.1))] {
        assert_eq!(post(&rig, &token, wrong.as_deref(), &fresh_key()).await.problem(), refused);
    }
    assert!(rig.crm.received().is_empty());
    let (proof, key) = (solved(&challenge), fresh_key());
    assert_eq!(post(&rig, &token, Some(&proof), &key).await.status, 201);
    // A proof is valid for one filled form, for each submission of it, and for no other form.
    assert_eq!(post(&rig, &token, Some(&proof), &key).await.header("idempotency-replayed"), Some("true"));
    let again = post(&rig, &token, Some(&proof), &fresh_key()).await.problem();
    assert_eq!(again, (403, "form_token_expired".to_owned()));
    assert_eq!(rig.crm.received().len(), 1);
    // No part of the proof reaches the CRM.
    let received = rig.crm.received_one();
    assert!(
        !received.headers.keys().any(|name| name.as_str().starts_with("form-")),
        "{:?}",
        received.headers
    );
}

#[tokio::test]
async fn another_proxy_accepts_the_proof() {
    let rig = asking().await;
    let (token, challenge) = token_and_challenge(&rig).await;
    let other = rig.another().await;
    assert_eq!(post(&other, &token, Some(&solved(&challenge)), &fresh_key()).await.status, 201);
}

#[tokio::test]
async fn form_without_proof_of_work_ignores_the_proof_header() {
    let rig = Rig::start().await;
    let answer = send(rig.get("/api/forms/acme")).await;
    assert_eq!(answer.header("form-challenge"), None);
    let token = answer.header("form-token").unwrap().to_owned();
    assert_eq!(post(&rig, &token, Some("evil"), &fresh_key()).await.problem().1, "form_token_invalid");
    assert_eq!(post(&rig, &rig.token().await, Some("evil"), &fresh_key()).await.status, 201);
}

#[tokio::test]
async fn proof_of_work_follows_the_reloaded_file() {
    let rig = asking().await;
    assert!(rig.reload(|toml| toml.replace("max_number = 2000", "max_number = 10")));
    assert_eq!(token_and_challenge(&rig).await.1.maxnumber, 10);
    assert!(rig.reload(|toml| toml.replace("[forms.proof_of_work]\nmax_number = 2000\n", "")));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}
