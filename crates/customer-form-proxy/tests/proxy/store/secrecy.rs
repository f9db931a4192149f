//! A person who can read the store learns nothing about visitors.

use crate::common::rig::fresh_key;
use crate::common::{Multipart, PlannedAnswer, RedisServer, Rig};

/// Values that were typed, received from the CRM, or used as a key. No value is so short that it could occur by chance
/// in the encrypted data: a text of three letters does, once in some hundred runs.
const SECRETS: [&str; 8] = [
    "\"Ada\"",
    "Lovelace",
    "ada@example",
    "555-987",
    "Analytical",
    "Engineering",
    "diagnosis",
    "medical-record",
];

/// Leaves a record of each kind in the store.
async fn submit(rig: &Rig) -> String {
    let key = fresh_key();
    let body = || {
        Multipart::filled().text("custom_fields[52][value]", "Engineering").file(
            "custom_fields[55][file_upload][files][]",
            "medical-record.pdf",
            "%PDF diagnosis",
        )
    };
    assert_eq!(rig.submit_as(&key, body()).await.status, 201);
    assert_eq!(rig.submit_as(&key, body()).await.status, 201);
    rig.crm.answer(PlannedAnswer::new(500, "Ada Lovelace"));
    assert_eq!(rig.submit(body()).await.status, 504);
    key
}

fn assert_tells_nothing(stored: &[u8], key: &str) {
    assert!(stored.len() > 200, "the store contains no data to check");
    for secret in SECRETS.into_iter().chain([key]) {
        let found = stored.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret.as_bytes()));
        assert!(!found, "{secret}");
    }
}

#[tokio::test]
async fn store_file_contains_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::storing_in(&super::sqlite(folder.path())).await;
    let key = submit(&rig).await;
    let files = std::fs::read_dir(folder.path()).unwrap();
    let stored: Vec<_> = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    assert_tells_nothing(&stored, &key);
}

#[tokio::test]
async fn redis_contains_no_secret() {
    let server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    let key = submit(&rig).await;
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    // For each filled form, there are its idempotency record and the record of its token.
    assert_eq!(keys.len(), 4, "{keys:?}");
    let mut stored = Vec::new();
    for name in keys {
        assert!(name.starts_with("customer-form:"), "{name}");
        let left: i64 = redis::cmd("PTTL").arg(&name).query(&mut connection).unwrap();
        assert!(left > 0, "the record has no expiry time");
        let fields: Vec<Vec<u8>> = redis::cmd("HGETALL").arg(&name).query(&mut connection).unwrap();
        stored.extend_from_slice(name.as_bytes());
        stored.extend(fields.into_iter().flatten());
    }
    assert_tells_nothing(&stored, &key);
}
