//! Pages that may not use the form, and their attempts to look like pages that may.

use crate::case::{Case, Expected, Head, ORIGIN, TARGET};
use crate::world::World;

const FOREIGN: Expected = Expected::Refused(403, "origin_not_allowed");

const NOT_ALLOWED: &[&str] = &[
    "",
    "null",
    "*",
    "https://acme.example.evil.example",
    "https://evil-acme.example",
    "https://evil.acme.example",
    "https://acme.exampl",
    "https://acme.example.",
    "https://acme.example/",
    "https://acme.example:443",
    "https://acme.example:8443",
    "http://acme.example",
    "HTTPS://acme.example",
    "https://ACME.example",
    "https://acme.example@evil.example",
    "https://evil@acme.example",
    "https://acme.example evil",
    "https://acme.example, https://evil.example",
    "https://evil.example https://acme.example",
    "https://acme.example#",
    "https://acme.example?",
    "https://аcme.example",
    "https://xn--cme-6cd.example",
    "//acme.example",
    "acme.example",
    "file://",
    "chrome-extension://acme.example",
    "data:text/html,acme",
];

#[tokio::test]
async fn only_the_exact_origin_may_send() {
    let world = World::start().await;
    let foreign = |origin: &&str| {
        Case::raw(format!("the origin {origin:?}"), Head::new().set("Origin", *origin).filled(), FOREIGN)
    };
    let mut cases: Vec<_> = NOT_ALLOWED.iter().map(foreign).collect();
    cases.push(Case::raw("no origin", Head::new().without("Origin").filled(), FOREIGN));
    let referer = Head::new().without("Origin").and("Referer", format!("{ORIGIN}/page")).filled();
    cases.push(Case::raw("a referer in place of an origin", referer, FOREIGN));
    cases.push(Case::raw("two origins", Head::new().and("Origin", "https://evil.example").filled(), FOREIGN));
    cases.push(Case::raw("the same origin twice", Head::new().and("Origin", ORIGIN).filled(), FOREIGN));
    cases.push(Case::raw(
        "an origin in Latin-1",
        {
            let head = String::from_utf8(Head::new().filled()).unwrap();
            let (before, after) = head.split_once("acme.example").unwrap();
            [before.as_bytes(), b"\xE4cme.example", after.as_bytes()].concat()
        },
        FOREIGN,
    ));
    for method in ["GET", "HEAD", "OPTIONS", "PUT"] {
        let head =
            Head::new().set("Origin", "https://evil.example").line(format!("{method} {TARGET} HTTP/1.1"));
        let expected = match method {
            "HEAD" => Expected::Answered(403),
            // The answer to the preflight contains no permission for the page.
            "OPTIONS" => Expected::Answered(204),
            _ => FOREIGN,
        };
        cases.push(Case::raw(format!("{method} from a foreign page"), head.filled(), expected));
    }
    world.run("origins", cases).await;
}
