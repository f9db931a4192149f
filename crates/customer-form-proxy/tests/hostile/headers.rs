//! Heads of requests: headers that are refused, and headers that never reach the CRM.

use crate::case::{Case, Expected, Head, MALFORMED, filled};
use crate::world::World;

const UNSUPPORTED: Expected = Expected::Refused(415, "unsupported_media_type");
const NO_KEY: Expected = Expected::Refused(400, "idempotency_key_missing");
const BAD_KEY: Expected = Expected::Refused(400, "idempotency_key_invalid");

/// Headers that only the proxy or a web server may set. A visitor may not.
const NEVER_PASSED_ON: &[(&str, &str)] = &[
    ("Cookie", "XSRF-TOKEN=evil; laravel_session=evil"),
    ("Authorization", "Bearer evil"),
    ("Proxy-Authorization", "Basic evil"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-HTTP-Method", "DELETE"),
    ("X-Method-Override", "DELETE"),
    ("X-Forwarded-For", "127.0.0.1, evil"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Proto", "evil"),
    ("X-Forwarded-Port", "1"),
    ("X-Original-URL", "/admin"),
    ("X-Rewrite-URL", "/admin"),
    ("X-Real-IP", "127.0.0.1"),
    ("Forwarded", "for=evil;host=evil.example"),
    ("Client-IP", "evil"),
    ("True-Client-IP", "evil"),
    ("X-CSRF-TOKEN", "evil"),
    ("X-Requested-With", "evil"),
    ("Proxy", "http://evil.example"),
    ("Content-Encoding", "evil"),
    ("Content-Language", "evil"),
    ("Range", "bytes=0-1"),
    ("If-None-Match", "evil"),
    ("Referer", "https://evil.example/"),
    ("User-Agent", "() { :; }; evil"),
    ("Accept-Language", "evil"),
    ("X-Request-Id", "evil"),
    ("Host", "evil.example"),
];

fn never_passed_on() -> Vec<Case> {
    let case = |(name, value): &(&str, &str)| {
        let (name, value) = (name.to_ascii_lowercase(), (*value).to_owned());
        Case::raw(
            format!("the header {name}"),
            Head::new().set(&name, &value).filled(),
            Expected::Sent(Box::new(move |request, _| {
                let sent: Vec<_> = request
                    .headers
                    .iter()
                    .filter(|(_, sent)| sent.contains("evil") || *sent == value)
                    .collect();
                assert!(sent.is_empty(), "{sent:?}");
                let ours = ["accept", "content-type", "content-length", "host", "user-agent"];
                assert!(request.headers.iter().all(|(name, _)| ours.contains(&name.as_str())), "{request:?}");
                assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/api/customers"));
                assert!(request.has_authorization, "the request to the CRM has the proxy's API key");
            })),
        )
    };
    NEVER_PASSED_ON.iter().map(case).collect()
}

fn types() -> Vec<Case> {
    let of_type = |what: &str, value: &str, expected| {
        Case::raw(what, Head::new().set("Content-Type", value).filled(), expected)
    };
    vec![
        of_type("JSON", "application/json", UNSUPPORTED),
        of_type("form-urlencoded", "application/x-www-form-urlencoded", UNSUPPORTED),
        of_type("multipart/mixed", "multipart/mixed; boundary=x", UNSUPPORTED),
        of_type("text/plain, which needs no preflight", "text/plain", UNSUPPORTED),
        of_type("an empty type", "", UNSUPPORTED),
        of_type("a type that only begins well", "multipart/form-datax; boundary=x", UNSUPPORTED),
        of_type("multipart without a boundary", "multipart/form-data", MALFORMED),
        of_type("a boundary that is not ASCII", "multipart/form-data; boundary=ü", UNSUPPORTED),
        Case::raw("no type", Head::new().without("Content-Type").filled(), UNSUPPORTED),
    ]
}

fn keys() -> Vec<Case> {
    let with_key =
        |what: &str, key: &str| Case::raw(what, Head::new().set("Idempotency-Key", key).filled(), BAD_KEY);
    vec![
        Case::raw("no key", Head::new().without("Idempotency-Key").filled(), NO_KEY),
        Case::raw("two keys", Head::new().and("Idempotency-Key", "another-key-1").filled(), BAD_KEY),
        with_key("an empty key", ""),
        with_key("a short key", "1"),
        with_key("a key with a blank", "a key with blanks"),
        with_key("a key of 300 characters", &"k".repeat(300)),
        with_key("a key that is not ASCII", "schlüssel-schlüssel"),
        with_key("a key with parameters", "\"8e03978e-40d5\"; a=1"),
        with_key("half a quoted key", "\"8e03978e-40d5"),
    ]
}

fn heads() -> Vec<Case> {
    let good = || filled().finish();
    vec![
        Case::raw(
            "a header of 100 KB",
            Head::new().and("X-Long", "x".repeat(100 << 10)).filled(),
            Expected::NotHttp(&[431]),
        ),
        Case::raw(
            "a header that never ends",
            [b"POST /api/forms/acme/customers HTTP/1.1\r\nX: ".as_slice(), &[b'x'; 1 << 20]].concat(),
            Expected::NotHttp(&[431]),
        ),
        Case::raw(
            "200 headers",
            (0..200).fold(Head::new(), |head, number| head.and(&format!("X-{number}"), "1")).filled(),
            Expected::NotHttp(&[431]),
        ),
        Case::raw(
            "an address of 70 KB",
            Head::new().line(format!("POST /{} HTTP/1.1", "a".repeat(70 << 10))).filled(),
            Expected::NotHttp(&[414, 431]),
        ),
        Case::raw("a NUL in a header", Head::new().and("X-A", "a\0b").filled(), Expected::NotHttp(&[400])),
        Case::raw(
            "a bare carriage return in a header",
            Head::new().and("X-A", "a\rX-B: b").filled(),
            Expected::NotHttp(&[400]),
        ),
        Case::raw("a folded header", Head::new().and("X-A", "a\r\n b").filled(), Expected::NotHttp(&[400])),
        Case::raw("a header without a name", Head::new().and("", "a").filled(), Expected::NotHttp(&[400])),
        Case::raw("a space before a colon", Head::new().and("X-A ", "a").filled(), Expected::NotHttp(&[400])),
        Case::raw(
            "a header without a colon",
            {
                let head = String::from_utf8(Head::new().with_body(&good())).unwrap();
                head.replacen("Connection: close", "Connection", 1)
            },
            Expected::NotHttp(&[400]),
        ),
    ]
}

#[tokio::test]
async fn hostile_headers_are_refused_and_never_reach_the_crm() {
    let world = World::start().await;
    let cases = [never_passed_on(), types(), keys(), heads()];
    world.run("headers", cases.into_iter().flatten().collect()).await;
}
