//! Addresses, methods and protocols other than those of the API.

use crate::case::{Case, Expected, Head, TARGET};
use crate::world::World;

const NOT_FOUND: Expected = Expected::Refused(404, "not_found");
const UNKNOWN_FORM: Expected = Expected::Refused(404, "unknown_form");
const NO_SUCH_METHOD: Expected = Expected::Refused(405, "method_not_allowed");

fn addresses() -> Vec<Case> {
    let post = |target: &str, expected| {
        Case::raw(
            format!("POST {target}"),
            Head::new().line(format!("POST {target} HTTP/1.1")).filled(),
            expected,
        )
    };
    vec![
        post("/", NOT_FOUND),
        post("/api/customers", NOT_FOUND),
        post("/api/custom-fields", NOT_FOUND),
        post("//api/forms/acme/customers", NOT_FOUND),
        post("/api//forms/acme/customers", NOT_FOUND),
        post("/api/forms/acme/customers/", NOT_FOUND),
        post("/api/forms/acme//customers", NOT_FOUND),
        post("/api/forms/acme/customers/1", NOT_FOUND),
        post("/api/forms/acme/../acme/customers", NOT_FOUND),
        post("/api/forms/../forms/acme/customers", NOT_FOUND),
        post("/api/forms/acme/customers/..", NOT_FOUND),
        post("/api/forms/acme%2Fcustomers", UNKNOWN_FORM),
        post("/api/forms/acme/%63ustomers%2F", NOT_FOUND),
        post("/api/forms/%2e%2e/customers", UNKNOWN_FORM),
        post("/api/forms/acme%00/customers", UNKNOWN_FORM),
        post("/api/forms/acme%20/customers", UNKNOWN_FORM),
        post("/api/forms/ACME/customers", UNKNOWN_FORM),
        post("/api/forms/other/customers", UNKNOWN_FORM),
        post("/api/forms/%ff/customers", UNKNOWN_FORM),
        post("/api/forms/acme;a=1/customers", UNKNOWN_FORM),
        post("/API/FORMS/ACME/CUSTOMERS", NOT_FOUND),
        post("/healthz", NOT_FOUND),
        post("*", NOT_FOUND),
        Case::raw(
            "a query, which the proxy drops",
            Head::new().line(format!("POST {TARGET}?_method=DELETE&user_id=1 HTTP/1.1")).filled(),
            dropped(),
        ),
        Case::raw(
            "an absolute address of another host",
            Head::new().line(format!("POST http://evil.example{TARGET} HTTP/1.1")).filled(),
            dropped(),
        ),
        Case::raw(
            "an absolute address with a password",
            Head::new().line(format!("POST http://a:b@evil.example{TARGET} HTTP/1.1")).filled(),
            dropped(),
        ),
        Case::raw("a fragment", Head::new().line(format!("POST {TARGET}#x HTTP/1.1")).filled(), dropped()),
    ]
}

/// The proxy passes on no part of the request's address.
fn dropped() -> Expected {
    Expected::Sent(Box::new(|request, _| {
        assert_eq!(request.path, "/api/customers");
        assert!(!format!("{request:?}").contains("evil"), "{request:?}");
    }))
}

fn methods() -> Vec<Case> {
    let with = |line: &str, expected| Case::raw(line, Head::new().line(line).filled(), expected);
    let submit = |method: &str| format!("{method} {TARGET} HTTP/1.1");
    vec![
        with(&submit("GET"), NO_SUCH_METHOD),
        with(&submit("HEAD"), Expected::Answered(405)),
        with(&submit("PUT"), NO_SUCH_METHOD),
        with(&submit("PATCH"), NO_SUCH_METHOD),
        with(&submit("DELETE"), NO_SUCH_METHOD),
        with(&submit("TRACE"), NO_SUCH_METHOD),
        with(&submit("PROPFIND"), NO_SUCH_METHOD),
        with(&submit("post"), NO_SUCH_METHOD),
        with(&submit("OPTIONS"), Expected::Answered(204)),
        with("POST /api/forms/acme HTTP/1.1", NO_SUCH_METHOD),
        with("DELETE /api/forms/acme HTTP/1.1", NO_SUCH_METHOD),
        with("GET /api/forms/acme HTTP/1.1", Expected::Answered(200)),
        with("CONNECT crm.example:443 HTTP/1.1", NOT_FOUND),
        with("CONNECT / HTTP/1.1", NOT_FOUND),
        with("TRACE / HTTP/1.1", NOT_FOUND),
    ]
}

fn protocols() -> Vec<Case> {
    let no_http: &[u16] = &[400];
    vec![
        // A server may answer 505 or 400 to a version that it does not support, or close the connection (RFC 9110,
        // 15.6.6).
        Case::raw("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Expected::Closed),
        Case::raw("HTTP/0.9", format!("GET {TARGET}\r\n\r\n"), Expected::NotHttp(no_http)),
        Case::raw(
            "HTTP/1.2",
            Head::new().line(format!("POST {TARGET} HTTP/1.2")).filled(),
            Expected::NotHttp(no_http),
        ),
        Case::raw(
            "HTTP/3.0",
            Head::new().line(format!("POST {TARGET} HTTP/3.0")).filled(),
            Expected::NotHttp(no_http),
        ),
        Case::raw(
            "no version",
            Head::new().line(format!("POST {TARGET}")).filled(),
            Expected::NotHttp(no_http),
        ),
        Case::raw(
            "TLS",
            b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n".to_vec(),
            Expected::NotHttp(no_http),
        ),
        Case::raw("rubbish", b"\xFF\xFE\0\0\r\n\r\n".to_vec(), Expected::NotHttp(no_http)),
        Case::raw(
            "an address with a blank",
            Head::new().line("POST /api/forms/ac me HTTP/1.1").filled(),
            Expected::NotHttp(no_http),
        ),
        Case::raw(
            "a valid request in HTTP/1.0",
            Head::new().line(format!("POST {TARGET} HTTP/1.0")).filled(),
            dropped(),
        ),
        Case::raw(
            "an upgrade is not taken",
            Head::new().set("Connection", "close, upgrade").and("Upgrade", "h2c, websocket").filled(),
            dropped(),
        ),
        Case::raw(
            "100-continue is answered",
            Head::new().line("GET /nowhere HTTP/1.1").and("Expect", "100-continue").bytes(),
            NOT_FOUND,
        ),
    ]
}

#[tokio::test]
async fn only_the_two_routes_and_their_methods_are_served() {
    let world = World::start().await;
    world.run("targets", [addresses(), methods(), protocols()].into_iter().flatten().collect()).await;
}
