//! Which pages may use a form. The proxy enforces the list, and compares origins exactly.

use reqwest::{Method, RequestBuilder};
use test_support::socket::exchange;

use crate::common::rig::{ProxyAnswer, filled, send};
use crate::common::{Multipart, ORIGIN, Rig};

/// Origins that are similar to `https://acme.example`, and texts that are no origin.
const FOREIGN: [&str; 16] = [
    "null",
    "",
    "*",
    "https://acme.example/",
    "http://acme.example",
    "https://acme.example:443",
    "https://acme.example:8443",
    "https://ACME.example",
    "https://acme.example.evil.example",
    "https://evilacme.example",
    "https://sub.acme.example",
    "https://acme.exampl",
    "https://acme.example https://evil.example",
    "https://evil.example, https://acme.example",
    "https://acme.example.",
    "https://acme.example@evil.example",
];

/// The origins among them that a browser can send, and other foreign origins.
const FOREIGN_PAGES: [&str; 11] = [
    "null",
    "http://acme.example",
    "https://acme.example:8443",
    "https://www.acme.example",
    "https://acme.example.evil.example",
    "https://evil.example",
    "http://localhost:3000",
    "https://[2001:db8::1]",
    "https://xn--bcher-kva.example",
    "chrome-extension://abcdef",
    "capacitor://localhost",
];

/// Fails if a page that is not allowed learns anything but the refusal.
fn assert_only_a_refusal(answer: &ProxyAnswer, code: &str) {
    let status = if code == "origin_not_allowed" { 403 } else { 404 };
    assert_eq!(answer.problem(), (status, code.to_owned()));
    let mut members: Vec<_> = answer.json().as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["attempt", "code", "status", "title", "type"]);
    for absent in ["form-token", "form-challenge", "access-control-allow-credentials", "set-cookie"] {
        assert_eq!(answer.header(absent), None, "{absent}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("vary"), Some("origin"));
}

fn foreign(rig: &Rig, method: &Method, path: &str, origin: &str) -> RequestBuilder {
    let request = rig.client.request(method.clone(), rig.url(path)).header("origin", origin);
    request.header("content-type", Multipart::content_type()).body(Multipart::filled().finish())
}

#[tokio::test]
async fn a_foreign_page_can_neither_read_nor_send() {
    let rig = Rig::start().await;
    for origin in FOREIGN {
        for method in [Method::GET, Method::POST] {
            let path = if method == Method::POST { "/api/forms/acme/customers" } else { "/api/forms/acme" };
            assert_only_a_refusal(&send(foreign(&rig, &method, path, origin)).await, "origin_not_allowed");
        }
    }
    assert!(rig.crm.received().is_empty() && rig.crm.asked().is_empty());
}

#[tokio::test]
async fn a_foreign_page_can_read_that_it_is_refused() {
    let rig = Rig::start().await;
    for origin in FOREIGN_PAGES {
        for (method, path, code) in [
            (Method::GET, "/api/forms/acme", "origin_not_allowed"),
            (Method::POST, "/api/forms/acme/customers", "origin_not_allowed"),
            (Method::GET, "/api/forms/amce", "unknown_form"),
            (Method::POST, "/api/forms/amce/customers", "unknown_form"),
            (Method::GET, "/api/forms/ACME", "unknown_form"),
            (Method::GET, "/api/forms/acme/", "not_found"),
            (Method::GET, "/api/forms/", "not_found"),
            (Method::POST, "/api/forms/acme/customer", "not_found"),
        ] {
            let answer = send(foreign(&rig, &method, path, origin)).await;
            assert_only_a_refusal(&answer, code);
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{method} {path}");
            let exposed = answer.header("access-control-expose-headers").unwrap();
            assert!(exposed.contains("x-request-id") && exposed.contains("retry-after"), "{exposed}");
            // The browser sends a preflight first, and sends no request if the preflight fails.
            let preflight = send(foreign(&rig, &Method::OPTIONS, path, origin)).await;
            assert_eq!((preflight.status, preflight.text.as_str()), (204, ""), "{method} {path}");
            assert_eq!(preflight.header("access-control-allow-origin"), Some(origin));
            assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, POST"));
            assert_eq!(preflight.header("vary"), Some("origin"));
        }
    }
    assert!(rig.crm.received().is_empty() && rig.crm.asked().is_empty());
}

#[tokio::test]
async fn origins_that_no_browser_sends_are_refused() {
    let rig = Rig::start().await;
    for origin in [
        "",
        "*",
        "https://acme.example/",
        "https://ACME.example/",
        "https://acme.example@evil.example",
        "https://acme.example https://evil.example",
        "https://evil.example, https://acme.example",
    ] {
        for method in [Method::GET, Method::OPTIONS] {
            let answer = send(foreign(&rig, &method, "/api/forms/acme", origin)).await;
            assert_eq!(answer.problem(), (403, "origin_not_allowed".to_owned()));
            assert_eq!(answer.header("access-control-allow-origin"), None, "{method} {origin:?}");
        }
    }
}

#[tokio::test]
async fn addresses_outside_the_api_are_readable_by_no_page() {
    let rig = Rig::start().await;
    for path in ["/", "/nothing", "/onboarding", "/metrics", "/apis"] {
        let answer = send(foreign(&rig, &Method::GET, path, "https://evil.example")).await;
        assert_eq!(answer.problem(), (404, "not_found".to_owned()));
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn refused_page_can_read_the_reason_after_a_large_body() {
    let rig = Rig::start().await;
    let (address, length) = (rig.proxy.address(), 3_000_000);
    let head = format!(
        "POST /api/forms/acme/customers HTTP/1.1\r\nhost: forms.example\r\norigin: https://evil.example\r\n\
         connection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    let answer = exchange(address, &[head.as_bytes(), &vec![b'a'; length]].concat()).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(answer.contains("access-control-allow-origin: https://evil.example\r\n"), "{answer}");
    assert!(rig.crm.received().is_empty() && rig.crm.asked().is_empty());
}

#[tokio::test]
async fn refused_pages_do_not_count_for_the_rate() {
    let rate = "submissions_per_minute_per_form = ";
    let rig = Rig::with(|toml| toml.replace(&format!("{rate}0"), &format!("{rate}1"))).await;
    for _ in 0..3 {
        let path = "/api/forms/acme/customers";
        let answer = send(foreign(&rig, &Method::POST, path, "https://evil.example")).await;
        assert_only_a_refusal(&answer, "origin_not_allowed");
    }
    assert_eq!(
        rig.submit(Multipart::filled()).await.status,
        201,
        "a foreign page does not close the form for others"
    );
    assert_eq!(rig.submit(Multipart::filled()).await.status, 429);
}

#[tokio::test]
async fn repeated_origin_is_refused() {
    let rig = Rig::start().await;
    let request = rig.post(Multipart::filled().finish()).await.header("origin", ORIGIN);
    assert_eq!(send(request).await.problem(), (403, "origin_not_allowed".to_owned()));
}

#[tokio::test]
async fn post_without_an_origin_is_refused() {
    let rig = Rig::start().await;
    let request = rig
        .client
        .post(rig.url("/api/forms/acme/customers"))
        .header("content-type", Multipart::content_type())
        .body(Multipart::filled().finish());
    assert_eq!(send(request).await.problem(), (403, "origin_not_allowed".to_owned()));
    assert_eq!(
        send(rig.get("/api/forms/acme")).await.status,
        200,
        "a GET of the hosted page has no Origin header"
    );
}

#[tokio::test]
async fn the_proxys_own_page_is_always_allowed() {
    let rig = Rig::start().await;
    let own = rig.proxy.public_url().to_string();
    let request = filled(&rig.client, &rig.url(""), "acme", &own).await;
    let answer = send(request.header("idempotency-key", "a-key-of-our-own-page")).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("access-control-allow-origin"), Some(own.as_str()));
}

#[tokio::test]
async fn page_may_read_only_the_exposed_headers() {
    let rig = Rig::start().await;
    for answer in [rig.submit(Multipart::filled()).await, rig.submit(Multipart::new()).await] {
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(
            answer.header("access-control-expose-headers"),
            Some(
                "form-revision, form-token, form-challenge, retry-after, x-request-id, idempotency-replayed"
            )
        );
        assert_eq!(answer.header("vary"), Some("origin"));
    }
}

#[tokio::test]
async fn a_preflight_is_answered_without_asking_the_crm() {
    let rig = Rig::start().await;
    // Also for an unknown form: without this header, the page could not read that the form does not exist.
    for path in ["/api/forms/acme", "/api/forms/acme/customers", "/api/forms/unknown"] {
        let request = rig
            .client
            .request(Method::OPTIONS, rig.url(path))
            .header("origin", ORIGIN)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "x-request-id");
        let answer = send(request).await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(answer.header("access-control-allow-methods"), Some("GET, POST"));
        assert_eq!(
            answer.header("access-control-allow-headers"),
            Some("content-type, x-request-id, idempotency-key, form-token, form-proof")
        );
        assert_eq!(answer.header("access-control-max-age"), Some("600"));
    }
    assert!(rig.crm.asked().is_empty());
}
