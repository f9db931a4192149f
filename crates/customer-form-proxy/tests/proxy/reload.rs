//! A configuration file that the running proxy reads again. The module `program` tests the signal.

use std::time::Duration;

use customer_form_proxy::settings::LogFormat;
use futures_util::future::join_all;
use serde_json::json;
use test_support::socket::read_text;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::log::capture;
use crate::common::rig::{fresh_key, send};
use crate::common::{Multipart, ORIGIN, PlannedAnswer, Rig, jump, until};

const SECOND: &str = "[[forms]]\nid = \"other\"\napi_key_env = \"OTHER_API_KEY\"\n\
                      permissions.granted.invoice = [\"view-invoice\"]\n";

#[tokio::test]
async fn new_requests_use_the_new_file() {
    let rig = Rig::start().await;
    assert_eq!(send(rig.get("/api/forms/other")).await.status, 404);
    assert!(rig.reload(|toml| toml.replace(ORIGIN, "https://new.example") + SECOND));
    assert_eq!(send(rig.get("/api/forms/other")).await.status, 200);
    assert_eq!(rig.submit(Multipart::filled()).await.problem().1, "origin_not_allowed");
    assert_eq!(rig.admin("/readyz").await.status, 200);
    assert!(rig.reload(|toml| toml.replace("[limits]", "[limits]\nfile_bytes = 7")));
    assert_eq!(send(rig.get("/api/forms/other")).await.status, 404);
    assert_eq!(send(rig.get("/api/forms/acme")).await.json()["limits"]["file_bytes"], 7);
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn running_submission_keeps_the_old_file() {
    let rig = Rig::start().await;
    let whole = Multipart::filled().finish();
    let (first, second) = whole.split_at(whole.len() / 2);
    let head = rig.post_head(&format!("connection: close\r\ncontent-length: {}\r\n", whole.len())).await;
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(first).await.unwrap();
    let in_flight = "\ncustomer_form_submissions_in_flight 1\n";
    until("the submission in flight", async || rig.admin("/metrics").await.text.contains(in_flight)).await;
    assert!(rig.reload(|toml| toml.replace("\"acme\"", "\"other\"").replace(ORIGIN, "https://new.example")));
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 404);
    stream.write_all(second).await.unwrap();
    let answer = read_text(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

#[tokio::test]
async fn open_connection_uses_the_new_file_with_its_next_request() {
    let rig = Rig::start().await;
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    let request = |extra: &str| format!("GET /api/forms/other HTTP/1.1\r\nhost: a\r\n{extra}\r\n");
    stream.write_all(request("").as_bytes()).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 404");
    assert!(rig.reload(|toml| toml + SECOND));
    stream.write_all(request("connection: close\r\n").as_bytes()).await.unwrap();
    let rest = read_text(&mut stream).await;
    assert!(rest.contains("HTTP/1.1 200 OK\r\n"), "{rest}");
}

#[tokio::test]
async fn repeated_reloads_drop_no_request() {
    let rig = Rig::start().await;
    let mut visitors = Vec::new();
    for _ in 0..8 {
        let requests = join_all((0..10).map(|_| rig.post(Multipart::filled().finish()))).await;
        visitors.push(tokio::spawn(async move {
            for request in requests {
                assert_eq!(send(request).await.status, 201);
            }
        }));
    }
    let visitors = join_all(visitors);
    tokio::pin!(visitors);
    let mut reloads = 0;
    let ended = loop {
        tokio::select! {
            biased;
            ended = &mut visitors => break ended,
            () = tokio::task::yield_now() => {
                assert!(rig.reload(|toml| toml));
                reloads += 1;
            }
        }
    };
    ended.into_iter().for_each(|visitor| visitor.unwrap());
    assert!(reloads > 1, "{reloads}");
    assert_eq!(rig.crm.received().len(), 80);
    assert_eq!(rig.crm.asked().len(), 1, "the account is the same");
}

#[tokio::test]
async fn invalid_file_changes_nothing_and_its_lines_are_logged() {
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::start().await;
    let wrong = |toml: String| {
        toml.replace(ORIGIN, "https://new.example/")
            .replace("ACME_API_KEY", "NO_SUCH_KEY")
            .replace("[store]", "[shop]")
    };
    assert!(!rig.reload(wrong));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    let mut errors: Vec<_> = sink.lines().into_iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(
        errors.pop().unwrap()["message"],
        "the reload failed: the proxy continues with the previous settings"
    );
    let errors: Vec<_> = errors.iter().map(|line| line["message"].as_str().unwrap()).collect();
    for (error, begins) in errors.iter().zip([
        "line 7, shop: ",
        "line 15, forms[0].api_key_env: ",
        "line 16, forms[0].origins[0]: ",
    ]) {
        assert!(error.starts_with(&format!("the configuration file has a mistake: {begins}")), "{errors:?}");
    }
    assert_eq!(errors.len(), 3);
    let text = rig.admin("/metrics").await.text;
    assert!(text.contains("customer_form_reloads_total{outcome=\"refused\"} 1\n"), "{text}");
    assert!(rig.reload(|toml| toml));
    let text = rig.admin("/metrics").await.text;
    assert!(text.contains("customer_form_reloads_total{outcome=\"ok\"} 1\n"), "{text}");
}

#[tokio::test]
async fn settings_that_need_a_restart_are_logged_and_not_applied() {
    let (sink, _guard) = capture(LogFormat::Json, "info");
    let rig = Rig::start().await;
    let folder = tempfile::tempdir().unwrap();
    let key = fresh_key();
    rig.submit_as(&key, Multipart::filled()).await;
    assert!(rig.reload(|toml| {
        let store = format!("sqlite:{}/new.db", folder.path().display());
        toml.replacen("127.0.0.1:0", "127.0.0.1:18080", 1)
            .replace("admin_listen = \"127.0.0.1:0", "admin_listen = \"127.0.0.1:19090")
            .replace("memory:", &store)
            .replace(
                "[timeouts]",
                "[log]\nformat = \"json\"\n[timeouts]\nheader_seconds = 1\nshutdown_seconds = 1\n\
                 answer_seconds = 1\nanswer_idle_seconds = 1\nanswer_min_bytes_per_second = 1",
            )
            .replace("[limits]", "[limits]\nconnections = 9\nconnections_per_address = 9")
            + SECOND
    }));
    let lines = sink.lines();
    let keys: Vec<_> = lines
        .iter()
        .filter(|line| line["message"] == "the changed setting has no effect until the proxy restarts")
        .map(|line| line["key"].as_str().unwrap())
        .collect();
    let expected = [
        "listen",
        "admin_listen",
        "store",
        "log.format",
        "limits.connections",
        "limits.connections_per_address",
        "timeouts.header_seconds",
        "timeouts.answer_idle_seconds",
        "timeouts.answer_seconds",
        "timeouts.answer_min_bytes_per_second",
        "timeouts.shutdown_seconds",
    ];
    assert_eq!(keys, expected);
    assert_eq!(send(rig.get("/api/forms/other")).await.status, 200);
    let again = rig.submit_as(&key, Multipart::filled()).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"), "the store is the same");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[tokio::test]
async fn cached_configuration_stays_while_the_account_is_the_same() {
    let rig = Rig::start().await;
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 200);
    rig.crm.set_fields(PlannedAnswer::new(500, ""));
    jump(Duration::from_secs(600)).await;
    // The cached configuration is old, and the CRM does not answer: a reload must not remove the configuration.
    assert!(rig.reload(|toml| toml.replace("photo = \"optional\"", "photo = \"off\"")));
    let served = send(rig.get("/api/forms/acme")).await;
    assert_eq!((served.status, &served.json()["photo"]), (200, &json!("off")));
    assert_eq!(served.json()["fields"].as_array().unwrap().len(), 4);
    // Another account has other fields.
    assert!(rig.reload(|toml| toml.replace("ACME_API_KEY", "OTHER_API_KEY")));
    assert_eq!(send(rig.get("/api/forms/acme")).await.problem().1, "config_unavailable");
}

#[tokio::test]
async fn counting_continues_with_the_new_limit() {
    let limit = |toml: String, most: u64| toml.replace("per_address = 0", &format!("per_address = {most}"));
    let rig = Rig::with(|toml| limit(toml, 1)).await;
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    assert_eq!(rig.submit(Multipart::filled()).await.status, 429);
    assert!(rig.reload(|toml| toml.replace("per_address = 1", "per_address = 3")));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201, "the third submission");
    assert_eq!(rig.submit(Multipart::filled()).await.status, 429);
}
