//! How often a visitor may submit, and how the proxy distinguishes visitors.

use std::time::Duration;

use crate::common::rig::{ProxyAnswer, filled, fresh_key, send};
use crate::common::{Multipart, ORIGIN, RedisServer, Rig};

const BY_ADDRESS: &str = "submissions_per_minute_per_address = ";
const BY_FORM: &str = "submissions_per_minute_per_form = ";

/// Trusts the X-Forwarded-For header from this machine.
fn trusting(toml: &str) -> String {
    format!("trusted_proxies = [\"127.0.0.0/8\"]\n{toml}")
}

/// Sets this limit to two per minute.
fn two(toml: &str, what: &str) -> String {
    toml.replace(&format!("{what}0"), &format!("{what}2"))
}

async fn submit_from(rig: &Rig, forwarded_for: &str) -> ProxyAnswer {
    send(rig.post(Multipart::filled().finish()).await.header("x-forwarded-for", forwarded_for)).await
}

fn assert_refused(answer: &ProxyAnswer) {
    assert_eq!(answer.problem(), (429, "rate_limited".to_owned()));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn address_above_the_rate_gets_retry_after() {
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS)).await;
    for _ in 0..2 {
        assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    }
    for _ in 0..3 {
        assert_refused(&rig.submit(Multipart::filled()).await);
    }
    assert_eq!(rig.crm.received().len(), 2, "a refused submission does not reach the CRM");
    rig.clock.put_forward(Duration::from_secs(60));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn submission_after_the_announced_wait_is_accepted() {
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS)).await;
    rig.submit(Multipart::filled()).await;
    rig.clock.put_forward(Duration::from_millis(41_500));
    rig.submit(Multipart::filled()).await;
    let refused = rig.submit(Multipart::filled()).await;
    assert_refused(&refused);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!(wait <= 19, "{wait} seconds is more than the remaining time");
    rig.clock.put_forward(Duration::from_secs(wait));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn form_above_its_total_rate_refuses_the_next_submission() {
    let second = "[[forms]]\nid = \"other\"\napi_key_env = \"ACME_API_KEY\"\nphoto = \"optional\"\n\
                  origins = [\"https://acme.example\"]\npermissions.granted.invoice = [\"view-invoice\"]\n";
    let rig = Rig::with(|toml| trusting(&two(&toml, BY_FORM)) + second).await;
    for address in ["203.0.113.1", "203.0.113.2"] {
        assert_eq!(submit_from(&rig, address).await.status, 201);
    }
    assert_refused(&submit_from(&rig, "203.0.113.3").await);
    let other = filled(&rig.client, &rig.url(""), "other", ORIGIN).await;
    assert_eq!(
        send(other.header("idempotency-key", fresh_key())).await.status,
        201,
        "each form has its own count"
    );
}

#[tokio::test]
async fn one_address_does_not_close_the_form_for_the_others() {
    let change = |toml: String| {
        trusting(&two(&toml, BY_ADDRESS).replace(&format!("{BY_FORM}0"), &format!("{BY_FORM}3")))
    };
    let rig = Rig::with(change).await;
    for _ in 0..10 {
        submit_from(&rig, "203.0.113.1").await;
    }
    assert_eq!(submit_from(&rig, "203.0.113.2").await.status, 201);
    assert_refused(&submit_from(&rig, "203.0.113.3").await);
}

#[tokio::test]
async fn an_untrusted_peer_cannot_choose_its_address() {
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS)).await;
    for address in ["203.0.113.1", "203.0.113.2"] {
        assert_eq!(submit_from(&rig, address).await.status, 201);
    }
    assert_refused(&submit_from(&rig, "203.0.113.3").await);
}

#[tokio::test]
async fn address_appended_by_a_trusted_proxy_counts() {
    let rig = Rig::with(|toml| trusting(&two(&toml, BY_ADDRESS))).await;
    for said in ["198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1"] {
        assert_eq!(submit_from(&rig, said).await.status, 201);
    }
    assert_refused(&submit_from(&rig, "198.51.100.3, 203.0.113.1, 127.0.0.7").await);
    assert_eq!(submit_from(&rig, "203.0.113.2").await.status, 201);
    // Both addresses belong to one network.
    for said in ["2001:db8::1", "2001:db8::2"] {
        assert_eq!(submit_from(&rig, said).await.status, 201);
    }
    assert_refused(&submit_from(&rig, "2001:db8::ffff:0:0:3").await);
}

#[tokio::test]
async fn replayed_answers_count_and_form_configurations_do_not() {
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS)).await;
    let key = fresh_key();
    for _ in 0..10 {
        assert_eq!(rig.get("/api/forms/acme").send().await.unwrap().status(), 200);
    }
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.status, 201);
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.header("idempotency-replayed"), Some("true"));
    assert_refused(&rig.submit_as(&key, Multipart::filled()).await);
    rig.clock.put_forward(Duration::from_secs(60));
    assert_eq!(rig.submit_as(&key, Multipart::filled()).await.header("idempotency-replayed"), Some("true"));
}

#[tokio::test]
async fn proxies_behind_a_load_balancer_count_together() {
    let server = RedisServer::start();
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS).replace("memory:", &server.url())).await;
    let other = rig.another().await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    assert_eq!(other.submit(Multipart::filled()).await.status, 201);
    assert_refused(&rig.submit(Multipart::filled()).await);
    assert_refused(&other.submit(Multipart::filled()).await);
}

#[tokio::test]
async fn simultaneous_submissions_never_exceed_the_rate() {
    let server = RedisServer::start();
    let five = |toml: String| toml.replace(&format!("{BY_FORM}0"), &format!("{BY_FORM}5"));
    let rig = Rig::with(|toml| five(toml).replace("memory:", &server.url())).await;
    let other = rig.another().await;
    let all = (0..20).map(|number| if number % 2 == 0 { &rig } else { &other }.submit(Multipart::filled()));
    let answers = futures_util::future::join_all(all).await;
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!((taken, rig.crm.received().len()), (5, 5));
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        assert_refused(refused);
    }
}

#[tokio::test]
async fn submission_is_not_sent_when_counting_fails() {
    let mut server = RedisServer::start();
    let rig = Rig::with(|toml| two(&toml, BY_FORM).replace("memory:", &server.url())).await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    server.stop();
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.problem(), (503, "store_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("10"));
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn refused_visitor_can_finish_sending_and_read_the_reason() {
    let rig = Rig::with(|toml| two(&toml, BY_ADDRESS)).await;
    let body = || Multipart::filled().file("photo", "a.png", vec![0; 4 << 20]);
    for _ in 0..2 {
        rig.submit(body()).await;
    }
    assert_refused(&rig.submit(body()).await);
}

#[tokio::test]
async fn store_contains_no_visitor_address() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}", folder.path().join("store.db").display());
    let rig = Rig::with(|toml| trusting(&two(&toml, BY_ADDRESS)).replace("memory:", &store)).await;
    assert_eq!(submit_from(&rig, "203.0.113.77").await.status, 201);
    let files = std::fs::read_dir(folder.path()).unwrap();
    let stored: Vec<_> = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let counters = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    let counted: i64 = counters.query_row("SELECT count(*) FROM counters", [], |row| row.get(0)).unwrap();
    assert_eq!(counted, 1);
    for secret in [&b"203.0.113"[..], &[203, 0, 113, 77]] {
        assert!(!stored.windows(secret.len()).any(|window| window == secret));
    }
}

/// Two submissions per minute, in each store. The clock is set back between the submissions.
#[tokio::test]
async fn clock_set_back_does_not_block_a_form() {
    let (server, folder) = (RedisServer::start(), tempfile::tempdir().unwrap());
    let file = format!("sqlite:{}", folder.path().join("store.db").display());
    for store in ["memory:", &server.url(), &file] {
        for limited in [BY_ADDRESS, BY_FORM] {
            let rig = Rig::with(|toml| two(&toml, limited).replace("memory:", store)).await;
            for back in [30, 120, 3_600, 400 * 86_400] {
                for _ in 0..2 {
                    rig.submit(Multipart::filled()).await;
                }
                assert_refused(&rig.submit(Multipart::filled()).await);
                rig.clock.put_back(Duration::from_secs(back));
                let answer = rig.submit(Multipart::filled()).await;
                assert_eq!(answer.status, 201, "{store} {limited} {back}: {answer:?}");
                rig.clock.put_forward(Duration::from_secs(back + 200));
            }
        }
    }
}
