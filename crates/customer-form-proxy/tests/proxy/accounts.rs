//! Several forms and several CRM accounts in one proxy.

use customer_form_contract::FormConfig;
use serde_json::json;

use crate::common::rig::{ProxyAnswer, filled, fresh_key, send};
use crate::common::{KEY, ORIGIN, OTHER_KEY, PlannedAnswer, Rig};

const ELSEWHERE: &str = "https://elsewhere.example";

async fn two() -> Rig {
    let second = format!(
        "[[forms]]\nid = \"other\"\napi_key_env = \"OTHER_API_KEY\"\norigins = [\"{ELSEWHERE}\"]\n\
         photo = \"off\"\npermissions.granted.meeting = [\"view-meeting\"]\n"
    );
    Rig::with(|toml| toml.replace("per_address = 0", "per_address = 1") + &second).await
}

async fn submit(rig: &Rig, form: &str, origin: &str, key: &str) -> ProxyAnswer {
    let request = filled(&rig.client, &rig.url(""), form, origin).await;
    send(request.header("idempotency-key", key)).await
}

#[tokio::test]
async fn each_form_uses_its_own_key_and_grants_its_own_permissions() {
    let rig = two().await;
    let key = fresh_key();
    for (form, origin) in [("acme", ORIGIN), ("other", ELSEWHERE)] {
        let answer = submit(&rig, form, origin, &key).await;
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, None), "{answer:?}");
    }
    let received = rig.crm.received();
    let keys = |headers: &http::HeaderMap| headers["authorization"].to_str().unwrap().to_owned();
    let expected = [format!("Bearer {KEY}"), format!("Bearer {OTHER_KEY}")];
    assert_eq!(received.iter().map(|post| keys(&post.headers)).collect::<Vec<_>>(), expected);
    assert_eq!(rig.crm.asked().iter().map(keys).collect::<Vec<_>>(), expected);
    for (post, granted) in received.iter().zip(["view-invoice", "view-meeting"]) {
        let names: Vec<_> = post.texts().into_iter().map(|(name, _)| name).collect();
        for permission in ["view-invoice", "view-meeting"] {
            let sent = names.iter().any(|name| name.contains(permission));
            assert_eq!(sent, permission == granted, "{names:?}");
        }
    }
}

#[tokio::test]
async fn a_page_of_one_form_cannot_use_another() {
    let rig = two().await;
    let answer = submit(&rig, "other", ORIGIN, &fresh_key()).await;
    assert_eq!(answer.problem(), (403, "origin_not_allowed".to_owned()));
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn each_form_counts_and_caches_for_itself() {
    let rig = two().await;
    assert_eq!(submit(&rig, "acme", ORIGIN, &fresh_key()).await.status, 201);
    assert_eq!(submit(&rig, "acme", ORIGIN, &fresh_key()).await.status, 429);
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({"data": []})));
    assert_eq!(submit(&rig, "other", ELSEWHERE, &fresh_key()).await.status, 201);
    for (form, fields) in [("acme", 4), ("other", 0)] {
        let served = send(rig.get(&format!("/api/forms/{form}"))).await;
        let config: FormConfig = serde_json::from_str(&served.text).unwrap();
        assert_eq!(config.fields.len(), fields, "{form}");
    }
}
