//! Visitors who disconnect, and a proxy that starts and stops.

use std::time::Duration;

use customer_form_proxy::{Assets, Proxy};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::common::rig::{read, send, toml};
use crate::common::{Multipart, PATIENCE, PlannedAnswer, Rig, eventually, jump, until};

#[tokio::test]
async fn disconnect_before_the_end_of_the_body_sends_nothing() {
    let rig = Rig::start().await;
    let body = Multipart::filled().finish();
    for sent in [0, 10, body.len() / 2, body.len() - 1] {
        let head = rig.post_head(&format!("content-length: {}\r\n", body.len())).await;
        let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body[..sent]).await.unwrap();
        drop(stream);
    }
    // When this later submission is complete, the proxy has had enough time to handle the earlier ones.
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    rig.proxy.shutdown().await;
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn disconnect_after_the_end_does_not_stop_the_submission() {
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let body = Multipart::filled().finish();
    let head = rig.post_head(&format!("content-length: {}\r\n", body.len())).await;
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    eventually("the submission", || rig.crm.received().len() == 1).await;
    drop(stream);
    // The shutdown waits for the submission: it ends only after the CRM's answer.
    let stopping = tokio::spawn(rig.proxy.shutdown());
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!stopping.is_finished());
    gate.add_permits(1);
    tokio::time::timeout(PATIENCE, stopping).await.expect("the proxy did not stop in time").unwrap();
    assert_eq!(rig.crm.received().len(), 1);
}

#[tokio::test]
async fn stop_finishes_a_running_submission_and_accepts_no_other() {
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let submission = tokio::spawn(rig.post(Multipart::filled().finish()).await.send());
    eventually("the submission", || rig.crm.received().len() == 1).await;
    let (address, stopping) = (rig.proxy.address(), tokio::spawn(rig.proxy.shutdown()));
    until("the closed port", async || TcpStream::connect(address).await.is_err()).await;
    gate.add_permits(1);
    assert_eq!(submission.await.unwrap().unwrap().status(), 201);
    tokio::time::timeout(PATIENCE, stopping).await.expect("the proxy did not stop in time").unwrap();
}

#[tokio::test]
async fn stop_ends_after_the_shutdown_timeout() {
    let rig = Rig::start().await;
    let _never = rig.crm.hold();
    let submission = tokio::spawn(rig.post(Multipart::filled().finish()).await.send());
    eventually("the submission", || rig.crm.received().len() == 1).await;
    let stopping = tokio::spawn(rig.proxy.shutdown());
    until("the end of the proxy", async || {
        jump(Duration::from_secs(31)).await;
        stopping.is_finished()
    })
    .await;
    submission.abort();
}

#[tokio::test]
async fn private_listener_reports_the_health_of_the_proxy() {
    let rig = Rig::start().await;
    let admin = |path: &str| rig.client.get(format!("http://{}{path}", rig.proxy.admin_address()));
    rig.crm.set_fields(PlannedAnswer::new(401, ""));
    assert_eq!(send(admin("/healthz")).await.status, 200);
    let answer = send(admin("/readyz")).await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (503, "the form configuration of form acme is not available\n")
    );
    rig.crm.set_fields(PlannedAnswer::new(200, "{\"data\": []}"));
    jump(Duration::from_secs(6)).await;
    let answer = send(admin("/readyz")).await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "ready\n"));
    for path in ["/", "/api/forms/acme", "/embed.js"] {
        assert_eq!(send(admin(path)).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn error_names_a_listen_address_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let toml = toml("http://127.0.0.1:1").replacen("127.0.0.1:0", &address, 1);
    let error = Proxy::start(read(&toml), Assets::default()).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot listen on {address}: ")), "{error}");
}

#[tokio::test]
async fn a_proxy_starts_while_the_crm_is_down() {
    let rig = Rig::in_front_of("http://127.0.0.1:1").await;
    assert_eq!(send(rig.get("/api/forms/acme")).await.problem(), (503, "config_unavailable".to_owned()));
    let answer = rig.submit(Multipart::filled()).await;
    assert_eq!(answer.problem(), (503, "config_unavailable".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("5"));
}
