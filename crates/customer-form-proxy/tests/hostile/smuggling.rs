//! Requests that a web server and the proxy behind it might split at different places.

use crate::case::{Case, Expected, Head, MALFORMED, ORIGIN, TARGET, anything, filled};
use crate::world::World;

/// Bytes of a second request, which the proxy must not read as a request.
fn hidden() -> Vec<u8> {
    format!("GET /hidden HTTP/1.1\r\nHost: forms.example\r\nOrigin: {ORIGIN}\r\n\r\n").into_bytes()
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn coded(name: &str, coding: &str, body: impl AsRef<[u8]>, expected: Expected) -> Case {
    Case::raw(
        name,
        [Head::new().set("Transfer-Encoding", coding).bytes(), body.as_ref().to_vec()].concat(),
        expected,
    )
}

const BAD_HEAD: Expected = Expected::NotHttp(&[400]);

fn lengths() -> Vec<Case> {
    let body = filled().finish();
    let with = |name: &str, length: &str, expected| {
        Case::raw(
            name,
            [Head::new().set("Content-Length", length).bytes(), filled().finish()].concat(),
            expected,
        )
    };
    vec![
        with("a negative length", "-1", BAD_HEAD),
        with("a length with a sign", "+10", BAD_HEAD),
        with("a length in hexadecimal", "0x10", BAD_HEAD),
        with("a length with rubbish", "10abc", BAD_HEAD),
        with("a length with a fraction", "10.0", BAD_HEAD),
        with("an empty length", "", BAD_HEAD),
        with("a length beyond 64 bits", "18446744073709551616", BAD_HEAD),
        with("a list of lengths", "10, 20", BAD_HEAD),
        Case::raw(
            "two lengths",
            {
                let head =
                    Head::new().and("Content-Length", "5").and("Content-Length", body.len().to_string());
                [head.bytes(), body.clone()].concat()
            },
            BAD_HEAD,
        ),
        Case::raw(
            "a length of 0 and a body",
            [Head::new().set("Content-Length", "0").bytes(), body].concat(),
            MALFORMED,
        ),
        Case::raw("neither length nor coding", [Head::new().bytes(), hidden()].concat(), MALFORMED),
        Case::raw(
            "a shorter length than the body",
            {
                let body = filled().finish();
                [Head::new().set("Content-Length", (body.len() - 8).to_string()).bytes(), body].concat()
            },
            MALFORMED,
        ),
    ]
}

fn codings() -> Vec<Case> {
    let whole = || [chunk(&filled().finish()), b"0\r\n\r\n".to_vec()].concat();
    let both = |length: &str| {
        let head = Head::new().and("Content-Length", length).and("Transfer-Encoding", "chunked");
        [head.bytes(), whole()].concat()
    };
    vec![
        // RFC 9112, 6.3: the request is refused, or the coding counts and the connection is closed.
        Case::raw("a length and a coding, the length 0", both("0"), anything()),
        Case::raw(
            "a coding before a length",
            {
                let head = Head::new().and("Transfer-Encoding", "chunked").and("Content-Length", "4");
                [head.bytes(), whole()].concat()
            },
            anything(),
        ),
        coded("an unknown coding", "xchunked", whole(), BAD_HEAD),
        coded("identity", "identity", whole(), BAD_HEAD),
        coded("chunked before identity", "chunked, identity", whole(), BAD_HEAD),
        coded("chunked with a vertical tab", "\x0bchunked", whole(), BAD_HEAD),
        coded("gzip and chunked", "gzip, chunked", whole(), MALFORMED),
        coded("chunked twice in a line", "chunked, chunked", whole(), MALFORMED),
        Case::raw(
            "chunked twice",
            {
                let head =
                    Head::new().and("Transfer-Encoding", "chunked").and("Transfer-Encoding", "chunked");
                [head.bytes(), whole()].concat()
            },
            MALFORMED,
        ),
        Case::raw(
            "chunked and then another coding",
            {
                let head = Head::new().and("Transfer-Encoding", "chunked").and("Transfer-Encoding", "x");
                [head.bytes(), whole()].concat()
            },
            BAD_HEAD,
        ),
        Case::raw(
            "a space before the coding's colon",
            [Head::new().and("Transfer-Encoding ", "chunked").bytes(), whole()].concat(),
            BAD_HEAD,
        ),
        Case::raw(
            "a folded coding",
            [Head::new().and("Transfer-Encoding", "\r\n chunked").bytes(), whole()].concat(),
            BAD_HEAD,
        ),
        Case::raw(
            "a coding in HTTP/1.0",
            {
                let head =
                    Head::new().line(format!("POST {TARGET} HTTP/1.0")).and("Transfer-Encoding", "chunked");
                [head.bytes(), whole()].concat()
            },
            BAD_HEAD,
        ),
    ]
}

fn chunks() -> Vec<Case> {
    let whole = filled().finish();
    let first = chunk(&whole[..10]);
    let then = |rest: &[u8]| [first.as_slice(), rest].concat();
    vec![
        coded("a chunk whose size is no number", "chunked", then(b"zz\r\nabc\r\n0\r\n\r\n"), MALFORMED),
        coded("a chunk of minus one", "chunked", then(b"-1\r\nabc\r\n0\r\n\r\n"), MALFORMED),
        coded("a chunk of 0x10", "chunked", then(b"0x10\r\nabc\r\n0\r\n\r\n"), MALFORMED),
        coded("a chunk beyond 64 bits", "chunked", then(b"fffffffffffffffff\r\nabc"), MALFORMED),
        coded("a chunk without a size", "chunked", then(b"\r\nabc\r\n0\r\n\r\n"), MALFORMED),
        coded("a chunk that is longer than it says", "chunked", then(b"2\r\nabcdef\r\n0\r\n\r\n"), MALFORMED),
        coded("chunks with bare line feeds", "chunked", then(b"3\nabc\n0\n\n"), MALFORMED),
        coded(
            "an extension that never ends",
            "chunked",
            then(&[b"3;x=".as_slice(), &[b'y'; 64 << 10]].concat()),
            MALFORMED,
        ),
        coded("an extension with a bare line feed", "chunked", then(b"3;x\nabc\r\n0\r\n\r\n"), MALFORMED),
        coded(
            "a flood of extensions",
            "chunked",
            {
                let one = [b"1;".as_slice(), &[b'x'; 100], b"\r\n-\r\n"].concat();
                [one.repeat(1_000), b"0\r\n\r\n".to_vec()].concat()
            },
            MALFORMED,
        ),
        coded(
            "trailers without end",
            "chunked",
            [chunk(&whole), b"0\r\n".to_vec(), b"X-Trailer: 1\r\n".repeat(20_000)].concat(),
            MALFORMED,
        ),
        coded(
            "a trailer that is a header of ours",
            "chunked",
            {
                [
                    chunk(&filled().finish()),
                    b"0\r\nOrigin: https://evil.example\r\nContent-Length: 5\r\n\r\n".to_vec(),
                ]
                .concat()
            },
            Expected::Sent(Box::new(|request, _| assert!(!format!("{request:?}").contains("evil")))),
        ),
        Case::raw(
            "chunks that break off",
            [Head::new().set("Transfer-Encoding", "chunked").bytes(), then(b"ff\r\nabc")].concat(),
            MALFORMED,
        )
        .half_closed(),
        Case::raw(
            "a body that breaks off",
            [Head::new().set("Content-Length", "5000").bytes(), whole.clone()].concat(),
            MALFORMED,
        )
        .half_closed(),
    ]
}

/// Requests on connections that stay open: the proxy must not read the bytes after the first request as a second
/// request. For all cases, `check` asserts that there is at most one answer.
fn hidden_requests() -> Vec<Case> {
    let open = || Head::new().set("Connection", "keep-alive");
    let whole = || [chunk(&filled().finish()), b"0\r\n\r\n".to_vec()].concat();
    let second = || open().line("GET /hidden HTTP/1.1").bytes();
    vec![
        Case::raw(
            "behind a coding and a length",
            [
                open().and("Transfer-Encoding", "chunked").and("Content-Length", "4").bytes(),
                whole(),
                second(),
            ]
            .concat(),
            anything(),
        ),
        Case::raw(
            "behind a length and a coding",
            [
                open().and("Content-Length", "4").and("Transfer-Encoding", "chunked").bytes(),
                whole(),
                second(),
            ]
            .concat(),
            anything(),
        ),
        Case::raw(
            "in the body of a foreign page's request",
            open().set("Origin", "https://evil.example").with_body(&open().filled()),
            Expected::Refused(403, "origin_not_allowed"),
        ),
        Case::raw(
            "in the body of a GET",
            open().line("GET /nowhere HTTP/1.1").with_body(&open().filled()),
            Expected::Refused(404, "not_found"),
        ),
        Case::raw(
            "in the epilogue",
            open().with_body(&[filled().finish(), open().filled()].concat()),
            anything(),
        ),
        Case::raw(
            "in a file",
            {
                let file = [crate::samples::PDF, &second()[..]].concat();
                open().with_body(&filled().file(crate::case::FILES, "a.pdf", file).finish())
            },
            anything(),
        ),
    ]
}

#[tokio::test]
async fn every_request_has_one_unambiguous_end() {
    let world = World::with("header_seconds = 2", "").await;
    world
        .run("smuggling", [lengths(), codings(), chunks(), hidden_requests()].into_iter().flatten().collect())
        .await;
}
