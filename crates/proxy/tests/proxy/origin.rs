//! Which pages may use a form: enforced on the server, exactly.

use reqwest::Method;

use crate::common::rig::{filled, send};
use crate::common::{Multipart, ORIGIN, Rig};

/// Near misses of `https://acme.example`, and none at all.
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

#[tokio::test]
async fn a_foreign_page_can_neither_read_nor_send() {
    let rig = Rig::start().await;
    for origin in FOREIGN {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let path = if method == Method::POST { "/api/forms/acme/customers" } else { "/api/forms/acme" };
            let request = rig
                .client
                .request(method.clone(), rig.url(path))
                .header("origin", origin)
                .header("content-type", Multipart::content_type())
                .body(Multipart::filled().finish());
            let answer = send(request).await;
            assert_eq!(answer.problem(), (403, "origin_not_allowed".to_owned()), "{method} {origin:?}");
            assert_eq!(answer.header("access-control-allow-origin"), None, "{method} {origin:?}");
            assert_eq!(answer.header("vary"), Some("origin"));
        }
    }
    assert!(rig.crm.received().is_empty() && rig.crm.asked().is_empty());
}

#[tokio::test]
async fn two_origins_are_none() {
    let rig = Rig::start().await;
    let request = rig.post(Multipart::filled().finish()).await.header("origin", ORIGIN);
    assert_eq!(send(request).await.problem(), (403, "origin_not_allowed".to_owned()));
}

#[tokio::test]
async fn a_post_without_an_origin_comes_from_no_browser() {
    let rig = Rig::start().await;
    let request = rig
        .client
        .post(rig.url("/api/forms/acme/customers"))
        .header("content-type", Multipart::content_type())
        .body(Multipart::filled().finish());
    assert_eq!(send(request).await.problem(), (403, "origin_not_allowed".to_owned()));
    assert_eq!(send(rig.get("/api/forms/acme")).await.status, 200, "a GET of our own page has none");
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
async fn a_page_may_read_exactly_what_it_needs() {
    let rig = Rig::start().await;
    for answer in [rig.submit(Multipart::filled()).await, rig.submit(Multipart::new()).await] {
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(
            answer.header("access-control-expose-headers"),
            Some("form-token, form-challenge, retry-after, x-request-id, idempotency-replayed")
        );
        assert_eq!(answer.header("vary"), Some("origin"));
    }
}

#[tokio::test]
async fn a_preflight_is_answered_without_asking_the_crm() {
    let rig = Rig::start().await;
    // That of an unknown form, too: without it the page could not read that there is no such form.
    for path in ["/api/forms/acme", "/api/forms/acme/customers", "/api/forms/nobody"] {
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
