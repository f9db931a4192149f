//! Stores that outlive a proxy, stores that several proxies share, and stores that fail.

mod program;
mod secrecy;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use customer_form_proxy::{Assets, Proxy};
use futures_util::future::join_all;
use rusqlite::Connection;

use crate::common::rig::{fresh_key, read, send, toml};
use crate::common::{Multipart, RedisServer, Rig, eventually, until};

/// The URL of a SQLite store with its file in `folder`.
fn sqlite(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("store.db").display())
}

#[tokio::test]
async fn restarted_proxy_replays_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::storing_in(&sqlite(folder.path())).await;
    let key = fresh_key();
    let first = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!(first.status, 201);
    let next = rig.another().await;
    rig.proxy.shutdown().await;
    let again = next.submit_as(&key, Multipart::filled()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(again.text, first.text);
    assert_eq!(next.crm.received().len(), 1);
}

#[tokio::test]
async fn two_proxies_on_one_redis_make_one_customer_per_key() {
    let server = RedisServer::start();
    fire_at_two_proxies(&server.url()).await;
}

#[tokio::test]
async fn two_proxies_on_one_file_make_one_customer_per_key() {
    let folder = tempfile::tempdir().unwrap();
    fire_at_two_proxies(&sqlite(folder.path())).await;
}

/// Sends submissions with the same idempotency key to two proxies at the same time, for many keys.
async fn fire_at_two_proxies(store: &str) {
    let rig = Rig::storing_in(store).await;
    let other = rig.another().await;
    let gate = rig.crm.hold();
    for round in 1..=40 {
        let key = fresh_key();
        let fire = async || {
            let all = (0..4).map(|number| {
                let at = if number % 2 == 0 { &rig } else { &other };
                at.submit_as(&key, Multipart::filled())
            });
            join_all(all).await
        };
        // While the CRM holds back its answer, the other submissions are answered, or wait for that answer.
        let (answers, ()) = tokio::join!(fire(), async {
            eventually("the submission", || rig.crm.received().len() == round).await;
            gate.add_permits(1);
        });
        for answer in &answers {
            assert!(matches!(answer.status, 201 | 409), "{answer:?}");
        }
        let first: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 201 && answer.header("idempotency-replayed").is_none())
            .collect();
        assert_eq!(first.len(), 1, "{answers:?}");
        for proxy in [&rig, &other] {
            let again = proxy.submit_as(&key, Multipart::filled()).await;
            assert_eq!((again.status, &again.text), (201, &first[0].text));
        }
        assert_eq!(rig.crm.received().len(), round);
    }
}

#[tokio::test]
async fn submission_of_one_proxy_is_known_to_the_other() {
    let server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    let other = rig.another().await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let first = rig.post_without_key(Multipart::filled().finish()).await.header("idempotency-key", &key);
    let first = tokio::spawn(send(first));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    assert_eq!(other.submit_as(&key, Multipart::filled()).await.problem().1, "still_running");
    let changed = Multipart::filled().text("custom_fields[52][value]", "Engines");
    assert_eq!(other.submit_as(&key, changed).await.problem().1, "idempotency_key_reused");
    gate.add_permits(1);
    assert_eq!(first.await.unwrap().status, 201);
    assert_eq!(other.submit_as(&key, Multipart::filled()).await.header("idempotency-replayed"), Some("true"));
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn failed_store_sends_nothing_and_readiness_reports_the_failure() {
    let mut server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    let key = fresh_key();
    assert_eq!(rig.admin("/readyz").await.status, 200);
    server.stop();
    // The same holds for a proxy that starts while the store is down.
    let next = rig.another().await;
    for proxy in [&rig, &next] {
        let answer = proxy.submit_as(&key, Multipart::filled()).await;
        assert_eq!(answer.problem(), (503, "store_unavailable".to_owned()));
        assert_eq!(answer.header("retry-after"), Some("10"));
        let answer = proxy.admin("/readyz").await;
        let port = server.url().rsplit(':').next().unwrap().to_owned();
        let expected = format!("cannot use the store redis://127.0.0.1:{port}\n");
        assert_eq!((answer.status, answer.text), (503, expected));
        assert_eq!(proxy.admin("/healthz").await.status, 200);
    }
    assert!(rig.crm.received().is_empty());
    server.start_again();
    for proxy in [&rig, &next] {
        until("the working store", async || proxy.admin("/readyz").await.status == 200).await;
        assert_eq!(proxy.submit_as(&key, Multipart::filled()).await.status, 201);
    }
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn a_store_that_does_not_answer_counts_as_down() {
    let server = RedisServer::start();
    let rig = Rig::storing_in(&server.url()).await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    server.freeze();
    let answers = tokio::join!(rig.submit(Multipart::filled()), rig.admin("/readyz"));
    assert_eq!(answers.0.problem(), (503, "store_unavailable".to_owned()));
    assert_eq!(answers.1.status, 503);
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn store_failure_during_sending_keeps_the_success() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::storing_in(&sqlite(folder.path())).await;
    let (gate, key) = (rig.crm.hold(), fresh_key());
    let first = rig.post_without_key(Multipart::filled().finish()).await.header("idempotency-key", &key);
    let first = tokio::spawn(send(first));
    eventually("the submission", || rig.crm.received().len() == 1).await;
    // Another program locks the file, for longer than any store operation waits.
    let mut connection = Connection::open(folder.path().join("store.db")).unwrap();
    let lock = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive).unwrap();
    gate.add_permits(1);
    assert_eq!(first.await.unwrap().status, 201);
    assert_eq!(rig.admin("/readyz").await.status, 503);
    let elsewhere = rig.submit(Multipart::filled()).await;
    assert_eq!(elsewhere.problem(), (503, "store_unavailable".to_owned()));
    drop(lock);
    // The outcome was not stored. Still, the submission is not sent again.
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.problem(), (409, "still_running".to_owned()));
    rig.clock.put_forward(std::time::Duration::from_secs(720));
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.problem(), (504, "outcome_unknown".to_owned()));
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn error_names_an_unusable_store_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("text"),
        "This is no database, and it is long enough to say so.".repeat(20),
    )
    .unwrap();
    let later = Connection::open(folder.path().join("later")).unwrap();
    later.pragma_update(None, "user_version", 3).unwrap();
    for (name, why) in [
        (".", "Is a directory (os error 21)"),
        ("text", "file is not a database"),
        (
            "later",
            "the file has layout version 3, but this program supports layout version 2; use the program that wrote the file, or choose a different file",
        ),
    ] {
        let path = folder.path().join(name);
        let toml = toml("http://127.0.0.1:1").replace("memory:", &format!("sqlite:{}", path.display()));
        let error = Proxy::start(read(&toml), Assets::default()).await.unwrap_err().to_string();
        assert_eq!(error, format!("cannot use the store file {}: {why}", path.display()));
    }
}

#[tokio::test]
async fn only_the_proxys_own_user_may_read_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::storing_in(&sqlite(folder.path())).await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    assert!(files.len() > 1, "the write-ahead log is a separate file");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}
