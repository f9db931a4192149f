//! `GET /metrics` on the private listener.

use std::time::Duration;

use crate::common::rig::{fresh_key, send};
use crate::common::{Multipart, PlannedAnswer, RedisServer, Rig, eventually, jump, until};

/// The text that Prometheus reads.
struct Scraped(String);

impl Scraped {
    async fn of(rig: &Rig) -> Self {
        let answer = rig.admin("/metrics").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        Self(answer.text)
    }

    /// The value of the line with this name and these labels, in any order. `None` if there is no such line.
    fn find(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let mut found = self.0.lines().filter_map(|line| {
            let (series, value) = line.rsplit_once(' ')?;
            let (found, rest) = series.split_once('{').unwrap_or((series, "}"));
            let mut rest: Vec<_> =
                rest.trim_end_matches('}').split(',').filter(|pair| !pair.is_empty()).collect();
            let mut wanted: Vec<_> =
                labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
            rest.sort_unstable();
            wanted.sort_unstable();
            (found == name && rest == wanted).then(|| value.parse().unwrap())
        });
        let first = found.next();
        assert_eq!(found.next(), None, "two lines for {name} {labels:?}");
        first
    }

    fn get(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.find(name, labels).unwrap_or_else(|| panic!("no line for {name} {labels:?} in\n{}", self.0))
    }

    /// The number of requests to one route.
    fn requests(&self, method: &str, route: &str, outcome: &str, status: &str) -> Option<f64> {
        let labels = [("method", method), ("route", route), ("outcome", outcome), ("status", status)];
        self.find("customer_form_requests_total", &labels)
    }
}

const CUSTOMERS: &str = "/api/forms/{form}/customers";

#[tokio::test]
async fn requests_are_counted_by_route_and_outcome() {
    let rig = Rig::start().await;
    for _ in 0..3 {
        assert_eq!(rig.submit(Multipart::filled()).await.status, 201);
    }
    rig.submit(Multipart::new()).await;
    rig.crm.answer(PlannedAnswer::new(503, ""));
    rig.submit(Multipart::filled()).await;
    send(rig.get("/api/forms/acme")).await;
    send(rig.get("/nowhere")).await;
    send(rig.get("/onboarding/unknown")).await;
    let scraped = Scraped::of(&rig).await;
    for (method, route, outcome, status, count) in [
        ("POST", CUSTOMERS, "ok", "201", 3.0),
        ("POST", CUSTOMERS, "invalid", "422", 1.0),
        ("POST", CUSTOMERS, "upstream_unavailable", "503", 1.0),
        // Before each POST, the test sends a GET.
        ("GET", "/api/forms/{form}", "ok", "200", 6.0),
        ("GET", "-", "not_found", "404", 1.0),
        ("GET", "/onboarding/{form}", "ok", "404", 1.0),
    ] {
        assert_eq!(scraped.requests(method, route, outcome, status), Some(count), "{route} {outcome}");
    }
    let route = [("method", "POST"), ("route", CUSTOMERS)];
    assert_eq!(scraped.get("customer_form_request_duration_seconds_count", &route), 5.0);
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    assert_eq!(scraped.get("customer_form_build_info", &version), 1.0);
}

#[tokio::test]
async fn crm_duration_is_measured_by_endpoint_and_outcome() {
    let rig = Rig::start().await;
    rig.submit(Multipart::filled()).await;
    for (status, outcome) in [
        (422, "rejected"),
        (401, "key_refused"),
        (400, "request_refused"),
        (302, "redirected"),
        (429, "rate_limited"),
        (503, "unavailable"),
        (500, "unknown"),
    ] {
        let body = if status == 422 { r#"{"errors": {"email": ["taken"]}}"# } else { "" };
        rig.crm.answer(PlannedAnswer::new(status, body));
        rig.submit(Multipart::filled()).await;
        let labels = [("endpoint", "customers"), ("outcome", outcome)];
        let count = Scraped::of(&rig).await.get("customer_form_upstream_duration_seconds_count", &labels);
        assert_eq!(count, 1.0, "{outcome}");
    }
    let scraped = Scraped::of(&rig).await;
    for endpoint in ["customers", "custom-fields"] {
        let labels = [("endpoint", endpoint), ("outcome", "ok")];
        assert_eq!(scraped.get("customer_form_upstream_duration_seconds_count", &labels), 1.0);
        let all = [("endpoint", endpoint), ("outcome", "ok"), ("le", "+Inf")];
        assert_eq!(scraped.get("customer_form_upstream_duration_seconds_bucket", &all), 1.0);
    }
}

#[tokio::test]
async fn metrics_show_configuration_age_and_failed_refreshes() {
    let rig = Rig::start().await;
    let acme = [("form", "acme")];
    let scraped = Scraped::of(&rig).await;
    assert_eq!(
        scraped.find("customer_form_configuration_age_seconds", &acme),
        None,
        "there is no configuration yet"
    );
    assert_eq!(scraped.get("customer_form_configuration_refresh_failures_total", &acme), 0.0);
    send(rig.get("/api/forms/acme")).await;
    let age = async || Scraped::of(&rig).await.get("customer_form_configuration_age_seconds", &acme);
    assert!(age().await < 60.0);
    rig.crm.set_fields(PlannedAnswer::new(500, ""));
    jump(Duration::from_secs(600)).await;
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 200, "the form configuration is served");
    until("the failed refresh", async || {
        Scraped::of(&rig).await.get("customer_form_configuration_refresh_failures_total", &acme) == 1.0
    })
    .await;
    assert!(age().await >= 600.0, "the old configuration is still in use");
    let failed = [("endpoint", "custom-fields"), ("outcome", "status")];
    assert_eq!(Scraped::of(&rig).await.get("customer_form_upstream_duration_seconds_count", &failed), 1.0);
}

#[tokio::test]
async fn metrics_show_submissions_in_flight_and_their_files() {
    let rig = Rig::start().await;
    let gate = rig.crm.hold();
    let file = [b"%PDF-1.7".as_slice(), &[b'x'; 1 << 20]].concat();
    let body = Multipart::filled().file("custom_fields[55][file_upload][files][]", "a.pdf", file);
    let first = tokio::spawn(send(rig.post(Multipart::filled().finish()).await));
    eventually("the first submission", || rig.crm.received().len() == 1).await;
    let second = tokio::spawn(send(rig.post(body.finish()).await));
    eventually("the second submission", || rig.crm.received().len() == 2).await;
    let scraped = Scraped::of(&rig).await;
    assert_eq!(scraped.get("customer_form_submissions_in_flight", &[]), 2.0);
    gate.add_permits(2);
    assert_eq!((first.await.unwrap().status, second.await.unwrap().status), (201, 201));
    until("the end of both submissions", async || {
        let scraped = Scraped::of(&rig).await;
        scraped.get("customer_form_submissions_in_flight", &[]) == 0.0
            && scraped.get("customer_form_spool_bytes", &[]) == 0.0
    })
    .await;
}

#[tokio::test]
async fn file_counts_in_metrics_while_being_received() {
    use tokio::io::AsyncWriteExt;
    let rig = Rig::start().await;
    let file = vec![b'x'; 1 << 20];
    let body = Multipart::filled().file("custom_fields[55][file_upload][files][]", "a.pdf", file).finish();
    let head = rig.post_head(&format!("content-length: {}\r\n", body.len())).await;
    let mut stream = tokio::net::TcpStream::connect(rig.proxy.address()).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..body.len() - 100]).await.unwrap();
    let bytes = async || Scraped::of(&rig).await.get("customer_form_spool_bytes", &[]);
    until("the buffered bytes of the upload", async || bytes().await > 1_000_000.0).await;
    drop(stream);
    until("the end of the upload", async || bytes().await == 0.0).await;
}

#[tokio::test]
async fn metrics_show_refused_visitors_and_a_failed_store() {
    let mut server = RedisServer::start();
    let rig = Rig::with(|toml| {
        toml.replace("per_address = 0", "per_address = 1").replace("memory:", &server.url())
    });
    let rig = rig.await;
    for _ in 0..3 {
        rig.submit(Multipart::filled()).await;
    }
    let limited = [("form", "acme"), ("by", "address")];
    assert_eq!(Scraped::of(&rig).await.get("customer_form_rate_limited_total", &limited), 2.0);
    server.stop();
    rig.submit(Multipart::filled()).await;
    rig.admin("/readyz").await;
    let scraped = Scraped::of(&rig).await;
    for operation in ["hit", "ready"] {
        assert_eq!(scraped.get("customer_form_store_errors_total", &[("operation", operation)]), 1.0);
    }
    assert_eq!(scraped.requests("POST", CUSTOMERS, "store_unavailable", "503"), Some(1.0));
}

#[tokio::test]
async fn metrics_contain_no_value_of_a_visitor() {
    let rig = Rig::start().await;
    let post = async |body: Multipart| rig.post(body.finish()).await;
    send(post(Multipart::filled()).await.header("x-request-id", "mallory-1").query(&[("q", "mallory")]))
        .await;
    send(post(Multipart::filled().text("mallory", "mallory")).await).await;
    send(post(Multipart::filled().file("photo", "mallory.png", "mallory")).await).await;
    send(rig.post_without_key("mallory").await.header("idempotency-key", format!("mallory-{}", fresh_key())))
        .await;
    for path in ["/mallory", "/api/forms/mallory", "/onboarding/mallory", "/assets/mallory"] {
        send(rig.get(path).header("origin", "https://mallory.example")).await;
        let method = reqwest::Method::from_bytes(b"MALLORY").unwrap();
        send(rig.client.request(method, rig.url(path))).await;
    }
    let Scraped(text) = Scraped::of(&rig).await;
    assert!(text.contains("method=\"other\"") && text.lines().count() > 50, "{text}");
    for secret in ["mallory", "Ada", "Lovelace", "ada@", "127.0.0.1"] {
        assert!(!text.to_lowercase().contains(&secret.to_lowercase()), "{secret}\n{text}");
    }
}
