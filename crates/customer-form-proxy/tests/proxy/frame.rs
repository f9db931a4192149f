//! The hosted page in a frame. Only a page that may show the form may frame it.

use bytes::Bytes;
use customer_form_proxy::Assets;
use url::form_urlencoded;

use crate::common::rig::{ProxyAnswer, send};
use crate::common::{ORIGIN, Rig};

async fn rig() -> Rig {
    let page = "<body class=\"page {{modifier}}\" data-frame-origin=\"{{frame-origin}}\"><main data-success-url=\"{{success-url}}\">{{header}}<style>{{colours}}</style><customer-form form=\"{{form}}\"></customer-form>{{footer}}";
    let lines = "[forms.page]\ntitle = \"Welcome\"\naccent = \"#123456\"\nterms_url = \"https://acme.example/terms\"\n\
        success_url = \"https://acme.example/thanks\"\n";
    let assets = Assets::new([("index.html".to_owned(), Bytes::from(page))]);
    Rig::with_assets(|toml| toml + lines, assets).await
}

async fn framed(rig: &Rig, origins: &[&str]) -> ProxyAnswer {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(origins.iter().map(|origin| ("frame", origin)));
    send(rig.get(&format!("/onboarding/acme?{}", query.finish()))).await
}

fn ancestors(answer: &ProxyAnswer) -> &str {
    answer.header("content-security-policy").unwrap().split_once("frame-ancestors ").unwrap().1
}

#[tokio::test]
async fn only_the_named_listed_origin_may_frame_the_form() {
    let rig = rig().await;
    let own = rig.proxy.public_url().to_string();
    for origin in [ORIGIN, own.as_str()] {
        let answer = framed(&rig, &[origin]).await;
        assert_eq!(answer.status, 200);
        assert_eq!(ancestors(&answer), origin);
        assert_eq!(answer.header("x-frame-options"), None);
        for name in ["referrer-policy", "permissions-policy", "etag"] {
            assert!(answer.header(name).is_some(), "{name}");
        }
        let alone = send(rig.get("/onboarding/acme?other=1")).await;
        let policy = |answer: &ProxyAnswer| {
            answer
                .header("content-security-policy")
                .unwrap()
                .split_once("frame-ancestors")
                .unwrap()
                .0
                .to_owned()
        };
        assert_eq!(policy(&answer), policy(&alone), "the policies differ only in frame-ancestors");
    }
}

#[tokio::test]
async fn framed_page_contains_only_the_form() {
    let rig = rig().await;
    let answer = framed(&rig, &[ORIGIN]).await;
    let style = ":root{--customer-form-accent:#123456;";
    assert!(
        answer.text.starts_with(&format!(
            "<body class=\"page page--framed\" data-frame-origin=\"{ORIGIN}\"><main data-success-url=\"\"><style>{style}"
        )),
        "{}",
        answer.text
    );
    assert!(
        answer.text.ends_with("</style><customer-form form=\"acme\"></customer-form>"),
        "{}",
        answer.text
    );
    let alone = send(rig.get("/onboarding/acme")).await;
    assert_ne!(alone.header("etag"), answer.header("etag"));
    for there in ["Welcome", "https://acme.example/terms", "https://acme.example/thanks", "frame-origin=\"\""]
    {
        assert!(alone.text.contains(there), "{there} in {}", alone.text);
    }
}

#[tokio::test]
async fn page_without_frame_parameter_refuses_framing() {
    let rig = rig().await;
    for query in ["", "?", "?frames=https://acme.example", "?email=a%40b.example"] {
        let answer = send(rig.get(&format!("/onboarding/acme{query}"))).await;
        assert_eq!((answer.status, ancestors(&answer)), (200, "'none'"), "{query}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    }
}

#[tokio::test]
async fn foreign_page_gets_a_message_and_no_form() {
    let rig = rig().await;
    let foreign = [
        "",
        "*",
        "null",
        "'self'",
        "https://acme.example/",
        "https://ACME.example",
        "http://acme.example",
        "https://acme.example:443",
        "https://acme.example.evil.example",
        "https://acme.example https://evil.example",
        "https://acme.example; script-src *",
        "https://acme.example\r\nset-cookie: a=b",
        "https://evil.example",
    ];
    let mut answers = Vec::new();
    for origin in foreign {
        answers.push(framed(&rig, &[origin]).await);
    }
    answers.push(framed(&rig, &[ORIGIN, ORIGIN]).await);
    answers.push(framed(&rig, &["https://evil.example", ORIGIN]).await);
    for answer in answers {
        assert_eq!(answer.status, 403);
        assert_eq!(ancestors(&answer), "'none'");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(answer.text.contains("may not be shown inside the page"), "{}", answer.text);
        assert!(!answer.text.contains("customer-form") && !answer.text.contains("evil"), "{}", answer.text);
    }
    let unknown = send(rig.get("/onboarding/unknown?frame=https%3A%2F%2Facme.example")).await;
    assert_eq!(unknown.status, 404);
}
