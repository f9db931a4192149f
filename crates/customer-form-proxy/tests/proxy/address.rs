//! The single valid address of a form's hosted page, and the redirects from similar addresses to it.

use bytes::Bytes;
use customer_form_proxy::Assets;
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use test_support::client::client_that_follows;

use crate::common::Rig;
use crate::common::rig::{ProxyAnswer, send};

async fn rig() -> (Rig, Client) {
    let assets = Assets::new([("index.html".to_owned(), Bytes::from("<p>the form {{form}}"))]);
    let client = client_that_follows(Policy::none());
    (Rig::with_assets(|toml| toml, assets).await, client)
}

async fn ask(
    rig: &Rig,
    client: &Client,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> ProxyAnswer {
    let request = client.request(method, format!("http://{}{path}", rig.proxy.address()));
    send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[tokio::test]
async fn other_host_name_redirects_to_the_public_url() {
    let (rig, client) = rig().await;
    let own = rig.proxy.public_url().to_string();
    let port = rig.proxy.address().port();
    for host in [
        "localhost",
        &format!("localhost:{port}"),
        "127.0.0.1",
        "127.0.0.1:1",
        "www.forms.example",
        "forms.example:8443",
        "[::1]",
        "evil.example@127.0.0.1",
        "not a host",
    ] {
        for query in ["", "?email=ada%40example.com&frame=https%3A%2F%2Facme.example", "?"] {
            for method in [Method::GET, Method::HEAD] {
                let path = format!("/onboarding/acme{query}");
                let answer = ask(&rig, &client, method, &path, &[("host", host)]).await;
                assert_eq!((answer.status, answer.text.as_str()), (308, ""), "{host}");
                assert_eq!(answer.header("location"), Some(format!("{own}{path}").as_str()));
                // A browser would store the redirect permanently, and the host name may later belong to another
                // operator.
                assert_eq!(answer.header("cache-control"), Some("no-store"));
                assert!(answer.header("x-request-id").is_some());
            }
        }
    }
    let answer = ask(&rig, &client, Method::GET, "/onboarding/unknown", &[("host", "localhost")]).await;
    assert_eq!((answer.status, answer.header("location")), (404, None));
}

#[tokio::test]
async fn nearly_right_address_redirects_to_the_page() {
    let (rig, client) = rig().await;
    let own = rig.proxy.public_url().to_string();
    for path in [
        "/onboarding/acme/",
        "/onboarding/acme///",
        "/onboarding//acme",
        "//onboarding/acme",
        "/onboarding/acme//",
        "/onboarding/ACME",
        "/Onboarding/Acme/",
        "/onboarding/%61cme",
        "/onboarding/acm%65/",
        "/onboarding%2Facme",
        "/onboarding/acme%20",
        "/onboarding/acme.",
        "/onboarding/acme)",
        "/onboarding/%22acme%22,",
        "/onboarding/acme%E2%80%8B",
    ] {
        for query in ["", "?email=a%2Fb&x=//evil.example"] {
            for method in [Method::GET, Method::HEAD] {
                let answer = ask(&rig, &client, method.clone(), &format!("{path}{query}"), &[]).await;
                assert_eq!(answer.status, 308, "{path}");
                let expected = format!("/onboarding/acme{query}");
                assert_eq!(answer.header("location"), Some(expected.as_str()), "{path}");
                // One redirect is enough, even if both the host and the path are wrong.
                let host = [("host", "old.example")];
                let answer = ask(&rig, &client, method, &format!("{path}{query}"), &host).await;
                assert_eq!(answer.header("location"), Some(format!("{own}{expected}").as_str()));
            }
        }
    }
    for path in [
        "/onboarding",
        "/onboarding/",
        "/onboarding/acme/x",
        "/onboarding/unknown/",
        "/acme",
        "/onboarding/%2561cme",
        "/onboarding/%FF",
        "/a/onboarding/acme",
    ] {
        let answer = ask(&rig, &client, Method::GET, path, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (404, None), "{path}");
    }
    for path in ["/onboarding/acme/", "/onboarding/acme"] {
        let answer = ask(&rig, &client, Method::POST, path, &[("host", "old.example")]).await;
        assert!(matches!(answer.status, 404 | 405), "{path}: no redirect: {}", answer.status);
    }
}

#[tokio::test]
async fn web_server_that_rewrites_host_causes_no_redirect_loop() {
    let (rig, client) = rig().await;
    let own = rig.proxy.public_url().to_string();
    let public = own.split_once("://").unwrap().1.to_owned();
    // Apache sends these headers by default.
    let forwarded = [("host", "backend:8080"), ("x-forwarded-host", public.as_str())];
    assert_eq!(ask(&rig, &client, Method::GET, "/onboarding/acme", &forwarded).await.status, 200);
    // By default, nginx sends this header; the redirect then leads to the address that the visitor came from.
    for path in ["/onboarding/acme?email=a", "/onboarding/acme"] {
        let mut steps = 0;
        let page = loop {
            let answer = ask(&rig, &client, Method::GET, path, &[("host", "backend:8080")]).await;
            if answer.status != 308 {
                break answer;
            }
            assert_eq!(
                answer.header("cache-control"),
                Some("no-store"),
                "no browser stores the redirect loop"
            );
            steps += 1;
            assert!(steps < 10, "the redirects form a loop");
        };
        assert_eq!((page.status, page.text.as_str()), (200, "<p>the form acme"));
    }
    // In this case too, the proxy redirects a wrong path to the right one.
    let ask =
        async || ask(&rig, &client, Method::GET, "/onboarding/acme/", &[("host", "backend:8080")]).await;
    for _ in 0..3 {
        assert_eq!(ask().await.header("location"), Some(format!("{own}/onboarding/acme").as_str()));
    }
    assert_eq!(ask().await.header("location"), Some("/onboarding/acme"));
}

#[tokio::test]
async fn framed_page_can_be_embedded_in_an_isolated_page() {
    let (rig, client) = rig().await;
    let framed = "/onboarding/acme?frame=https%3A%2F%2Facme.example";
    let headers = ["cross-origin-embedder-policy", "cross-origin-resource-policy"];
    let answer = ask(&rig, &client, Method::GET, framed, &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(headers.map(|name| answer.header(name)), [Some("require-corp"), Some("cross-origin")]);
    let alone = ask(&rig, &client, Method::GET, "/onboarding/acme", &[]).await;
    assert_eq!(headers.map(|name| alone.header(name)), [None, None], "no other page may load it");
    // The redirect to the framed page has the header, too.
    let away = ask(&rig, &client, Method::GET, framed, &[("host", "old.example")]).await;
    assert_eq!((away.status, away.header("cross-origin-resource-policy")), (308, Some("cross-origin")));
}
