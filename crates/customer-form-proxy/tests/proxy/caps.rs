//! Limits of size, number and time.

use std::time::{Duration, Instant};

use futures_util::stream;
use serde_json::json;
use test_support::socket::{exchange, read_text};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::common::rig::send;
use crate::common::{Multipart, PATIENCE, Rig};

const FILES: &str = "custom_fields[55][file_upload][files][]";

/// Content of that many bytes that begins like a PDF.
fn pdf(bytes: usize) -> Vec<u8> {
    let mut content = b"%PDF-1.7".to_vec();
    content.resize(bytes, 0);
    content
}

/// A rig with limits that a test can exceed quickly.
async fn small() -> Rig {
    let limits =
        "[limits]\nbody_bytes = 200000\nfile_bytes = 1000\nphoto_bytes = 500\nvariables = 30\nfiles = 3";
    Rig::with(|toml| toml.replace("[limits]", limits)).await
}

#[tokio::test]
async fn file_that_is_too_large_is_a_field_error_with_its_size() {
    let rig = small().await;
    let body = Multipart::filled()
        .file(FILES, "fits.pdf", pdf(1000))
        .file(FILES, "large.pdf", pdf(150_000))
        .file("profile_photo_path", "a.gif", [b"GIF89a".as_slice(), &[0; 600]].concat());
    let answer = rig.submit(body).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
    let errors = answer.json()["errors"].clone();
    assert_eq!(
        errors,
        json!([
            {"path": "profile_photo_path", "code": "file_too_large", "max": 500, "actual": 606},
            {"path": "custom_fields.55.file_upload.files.1", "code": "file_too_large", "max": 1000, "actual": 150_000},
        ])
    );
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn too_many_files_are_a_form_error() {
    let rig = small().await;
    let mut body = Multipart::filled();
    for index in 0..5 {
        body = body.file(FILES, &format!("{index}.pdf"), "%PDF-1.7");
    }
    let answer = rig.submit(body).await;
    assert_eq!(answer.errors(), [(String::new(), "too_many_files_in_total".to_owned())]);
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn body_announced_too_large_is_refused_unread() {
    let rig = small().await;
    // The announced length is ten billion bytes. No byte of the body is sent.
    let head = rig.post_head("content-length: 10000000000\r\nconnection: close\r\n").await;
    let asked = rig.crm.asked().len();
    let answer = exchange(rig.proxy.address(), head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("\"code\":\"body_too_large\""), "{answer}");
    assert_eq!(rig.crm.asked().len(), asked, "the request causes no other work");
}

#[tokio::test]
async fn a_body_that_turns_out_too_large_is_refused() {
    let rig = small().await;
    let body = Multipart::filled().file(FILES, "a.pdf", vec![0; 400_000]).finish();
    let chunks: Vec<_> = body.chunks(10_000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
    let stream = reqwest::Body::wrap(http_body_util::StreamBody::new(stream::iter(
        chunks.into_iter().map(|chunk| chunk.map(|chunk| http_body::Frame::data(bytes::Bytes::from(chunk)))),
    )));
    let answer = send(rig.post(stream).await).await;
    assert_eq!(answer.problem(), (413, "body_too_large".to_owned()));
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn a_text_far_beyond_its_limit_is_refused() {
    let rig = Rig::start().await;
    let answer = rig.submit(Multipart::filled().text("custom_fields[54][value]", "x".repeat(100_000))).await;
    assert_eq!(answer.problem(), (413, "body_too_large".to_owned()));
    let answer = rig.submit(Multipart::filled().text("custom_fields[54][value]", "x".repeat(66_000))).await;
    assert_eq!(answer.errors(), [("custom_fields.54.value".to_owned(), "too_many_bytes".to_owned())]);
}

#[tokio::test]
async fn short_lines_are_accepted_up_to_the_same_limit() {
    let rig = Rig::start().await;
    let lines = |ending: &str| format!("a{ending}").repeat(32 << 10);
    // A browser sends two bytes for each line break. The limit counts one byte.
    let answer = rig.submit(Multipart::filled().text("custom_fields[54][value]", lines("\r\n"))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let typed = lines("\n");
    assert_eq!(typed.len(), 64 << 10);
    assert!(rig.crm.received_one().texts().contains(&("custom_fields[54][value]", typed.as_str())));
}

#[tokio::test]
async fn an_option_may_be_longer_than_any_text() {
    let rig = Rig::start().await;
    let long = "ü".repeat(50_000);
    rig.crm.set_fields(crate::common::PlannedAnswer::json(
        200,
        &json!({"data": [{"id": 1, "type": 5, "name": "A", "key": "a", "fields": {"options": [long]}}]}),
    ));
    let answer = rig.submit(Multipart::filled().text("custom_fields[1][value]", &long)).await;
    assert_eq!(answer.status, 201);
    assert!(rig.crm.received_one().texts().contains(&("custom_fields[1][value]", long.as_str())));
}

#[tokio::test]
async fn eighty_thousand_parts_are_refused() {
    let rig = Rig::start().await;
    let mut body = Multipart::filled();
    for _ in 0..80_000 {
        body = body.text("custom_fields[55][file_upload][formats][]", "");
    }
    let answer = rig.submit(body).await;
    assert_eq!(answer.problem(), (400, "malformed_request".to_owned()));
    let mut body = Multipart::filled();
    for _ in 0..80_000 {
        body = body.file(FILES, "", "");
    }
    let answer = rig.submit(body).await;
    assert_eq!(answer.problem(), (400, "malformed_request".to_owned()));
    assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
}

#[tokio::test]
async fn endless_part_head_is_refused() {
    let rig = Rig::start().await;
    let head = format!("--{}\r\nX-Long: ", test_support::multipart::BOUNDARY);
    let answer = rig.submit(Multipart::new().raw(head).raw(vec![b'x'; 5 << 20])).await;
    assert_eq!(answer.problem(), (400, "malformed_request".to_owned()));
    let answer = rig.submit(Multipart::new().raw(vec![b'x'; 5 << 20])).await;
    assert_eq!(answer.problem(), (400, "malformed_request".to_owned()));
}

#[tokio::test]
async fn broken_chunked_framing_is_a_bad_request() {
    let rig = Rig::start().await;
    for body in ["zz\r\nabc\r\n0\r\n\r\n", "5\r\nabc", "ffffffffffffffffff\r\n"] {
        let head = rig.post_head("transfer-encoding: chunked\r\nconnection: close\r\n").await;
        let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read_text(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{body:?}: {answer:?}");
        assert!(answer.contains("\"code\":\"malformed_request\""), "{body:?}: {answer}");
    }
    assert!(rig.crm.received().is_empty());
}

/// A rig whose timeouts are all one second.
async fn impatient() -> Rig {
    let timeouts = "[timeouts]\nheader_seconds = 1\nbody_idle_seconds = 1\nbody_seconds = 2";
    Rig::with(|toml| toml.replace("[timeouts]", timeouts)).await
}

#[tokio::test]
async fn endless_request_head_closes_the_connection() {
    let rig = impatient().await;
    let answer =
        exchange(rig.proxy.address(), b"POST /api/forms/acme/customers HTTP/1.1\r\nhost: x\r\n").await;
    assert!(answer.is_empty(), "{answer}");
}

#[tokio::test]
async fn stalled_body_times_out() {
    let rig = impatient().await;
    let head = rig.post_head("content-length: 1000\r\nconnection: close\r\n").await;
    let answer = exchange(rig.proxy.address(), format!("{head}--").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("\"code\":\"request_timeout\""), "{answer}");
}

#[tokio::test]
async fn trickling_body_times_out() {
    let rig = impatient().await;
    let mut stream = TcpStream::connect(rig.proxy.address()).await.unwrap();
    let head = rig.post_head("content-length: 100000\r\nconnection: close\r\n").await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let trickle = tokio::spawn(async move {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && write.write_all(b"-").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, tokio::io::copy(&mut read, &mut answer)).await.unwrap();
    trickle.abort();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

/// A rig that allows one second without a limit, and then requires 500 bytes per second.
async fn with_least_rate() -> Rig {
    Rig::with(|toml| toml.replace("[timeouts]", "[timeouts]\nbody_idle_seconds = 1")).await
}

/// Sends a body in pieces, one every 200 ms, and reads the answer.
async fn send_slowly(rig: &Rig, body: &[u8], piece: usize) -> String {
    let head = rig.post_head(&format!("content-length: {}\r\nconnection: close\r\n", body.len())).await;
    let (mut read, mut write) = TcpStream::connect(rig.proxy.address()).await.unwrap().into_split();
    let pieces: Vec<_> = body.chunks(piece).map(<[u8]>::to_vec).collect();
    let sending = tokio::spawn(async move {
        write.write_all(head.as_bytes()).await.unwrap();
        for piece in pieces {
            if write.write_all(&piece).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        write
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, tokio::io::copy(&mut read, &mut answer)).await.unwrap();
    sending.abort();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_body_below_the_least_rate_times_out() {
    let rig = with_least_rate().await;
    for piece in [1, 20] {
        let answer = send_slowly(&rig, &[b'-'; 2_000], piece).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("\"code\":\"request_timeout\""), "{answer}");
    }
    assert!(rig.crm.received().is_empty());
}

#[tokio::test]
async fn a_body_above_the_least_rate_arrives() {
    let rig = with_least_rate().await;
    let body = Multipart::filled().text("custom_fields[54][value]", "x".repeat(2_000)).finish();
    let answer = send_slowly(&rig, &body, 200).await;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
}

#[tokio::test]
async fn body_may_arrive_by_the_byte_without_a_least_rate() {
    let timeouts = "[timeouts]\nbody_idle_seconds = 1\nbody_seconds = 3\nbody_min_bytes_per_second = 0";
    let rig = Rig::with(|toml| toml.replace("[timeouts]", timeouts)).await;
    let started = Instant::now();
    let answer = send_slowly(&rig, &[b'-'; 100], 1).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(started.elapsed() > Duration::from_millis(2_900), "the request ends after body_seconds");
}

#[tokio::test]
async fn large_cookies_of_a_parent_domain_are_accepted() {
    let rig = Rig::start().await;
    for path in ["/onboarding/unknown", "/api/forms/acme", "/nothing"] {
        // A cookie has at most 4,096 bytes.
        let cookies: String = (0..16).map(|number| format!("c{number:02}={}; ", "x".repeat(4_090))).collect();
        let host = rig.proxy.address();
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: {cookies}\r\n\r\n");
        assert!(head.len() > 64 << 10);
        let answer = exchange(host, head.as_bytes()).await;
        let status = if path.starts_with("/api") { "200" } else { "404" };
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}

#[tokio::test]
async fn a_huge_head_is_refused() {
    let rig = Rig::start().await;
    let head = rig.post_head(&format!("x-long: {}\r\n", "x".repeat(100_000))).await;
    let answer = exchange(rig.proxy.address(), head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}
