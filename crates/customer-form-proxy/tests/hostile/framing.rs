//! Multipart framing that PHP, the proxy and a web server between them might each read in a different way.

use test_support::multipart::{BOUNDARY, Multipart};

use crate::case::{Case, Expected, FILES, Head, MALFORMED, anything, filled, reframed};
use crate::samples::PDF;
use crate::world::World;

/// The parser of the header does not accept a comma, and so finds no boundary.
const UNSUPPORTED: Expected = Expected::Refused(415, "unsupported_media_type");

const VALUE: &str = "Content-Disposition: form-data; name=\"custom_fields[52][value]\"";

/// A request whose boundary is given in this way.
fn with_boundary(name: &str, parameter: &str, body: &[u8], expected: Expected) -> Case {
    let head = Head::new().set("Content-Type", format!("multipart/form-data; boundary={parameter}"));
    Case::raw(name, head.with_body(body), expected)
}

/// A request with a body of these bytes and a valid head.
fn bytes(name: &str, body: &[u8]) -> Case {
    Case::raw(name, Head::new().with_body(body), MALFORMED)
}

fn bodies() -> Vec<Case> {
    let whole = filled().finish();
    let text = String::from_utf8(filled().finish()).unwrap();
    vec![
        bytes("no body at all", b""),
        bytes("only a line", b"\r\n"),
        bytes("JSON in a multipart request", br#"{"email":"ada@example.com"}"#),
        bytes("form-urlencoded in a multipart request", b"email=ada%40example.com&name=Ada"),
        bytes("no final boundary", &filled().unfinished()),
        bytes("a final boundary with one dash", &whole[..whole.len() - 3]),
        bytes("cut in the last boundary", &whole[..whole.len() - 10]),
        bytes("cut in the first boundary", &whole[..8]),
        bytes("bare line feeds everywhere", text.replace("\r\n", "\n").as_bytes()),
        bytes("bare carriage returns everywhere", text.replace("\r\n", "\r").as_bytes()),
        bytes("bare line feeds around the heads", text.replace("\r\n\r\n", "\n\n").as_bytes()),
        bytes("no blank line behind a head", text.replace("\"\r\n\r\n", "\"\r\n").as_bytes()),
        bytes("a boundary without its dashes", text.replace(&format!("--{BOUNDARY}"), BOUNDARY).as_bytes()),
        bytes("a body in another boundary than announced", &reframed(filled(), "another")),
        Case::malformed("another part's boundary with one letter more", {
            let inner = format!("a\r\n--{BOUNDARY}x\r\n{VALUE}\r\n\r\nb");
            filled().text("custom_fields[54][value]", inner)
        }),
        Case::malformed("a final boundary with rubbish and another part behind it", {
            filled().raw(format!("--{BOUNDARY}-x\r\n{VALUE}\r\n\r\nb\r\n"))
        }),
    ]
}

fn heads() -> Vec<Case> {
    let part = |head: &str| filled().part(head, "x");
    vec![
        Case::malformed("a part without a head", filled().raw(format!("--{BOUNDARY}\r\n\r\nx\r\n"))),
        Case::malformed("a part without a disposition", part("Content-Type: text/plain")),
        Case::malformed(
            "a disposition that is an attachment",
            part("Content-Disposition: attachment; name=\"email\""),
        ),
        Case::malformed(
            "a disposition that only begins well",
            part("Content-Disposition: form-dat; name=\"phone2\""),
        ),
        Case::malformed(
            "a folded header",
            part("Content-Disposition: form-data;\r\n name=\"custom_fields[52][value]\""),
        ),
        Case::malformed("a header without a colon", part(&format!("{VALUE}\r\nnothing"))),
        Case::malformed("a header with a space before its colon", part(&VALUE.replace(':', " :"))),
        Case::malformed("a header with a NUL", part(&format!("{VALUE}\r\nX-A: a\0b"))),
        Case::malformed("a header with a bare carriage return", part(&format!("{VALUE}\r\nX-A: a\rb"))),
        Case::malformed("forty headers in a part", part(&format!("{VALUE}{}", "\r\nX-A: b".repeat(40)))),
        Case::malformed("a head of 9 KB", part(&format!("{VALUE}\r\nX-A: {}", "b".repeat(9 << 10)))),
        Case::malformed("a head of 8 MB", part(&format!("{VALUE}\r\nX-A: {}", "b".repeat(8 << 20)))),
        Case::malformed(
            "two dispositions, the second of a part that is not there",
            part(&format!("{VALUE}\r\nContent-Disposition: form-data; name=\"user_id\"")),
        ),
        Case::malformed(
            "two dispositions, the second a file's",
            part(&format!("{VALUE}\r\nContent-Disposition: form-data; name=\"{FILES}\"")),
        ),
        Case::malformed(
            "two names in one disposition",
            part("Content-Disposition: form-data; name=\"user_id\"; name=\"custom_fields[52][value]\""),
        ),
        Case::malformed(
            "two names in one disposition, the good one first",
            part(&format!("{VALUE}; name=\"user_id\"")),
        ),
        Case::malformed(
            "a name in an unknown parameter",
            part("Content-Disposition: form-data; xname=\"email\""),
        ),
        Case::malformed("a name* parameter", part("Content-Disposition: form-data; name*=UTF-8''email")),
        Case::malformed("multipart in multipart", {
            let head =
                "Content-Disposition: form-data; name=\"files\"\r\nContent-Type: multipart/mixed; boundary=x";
            filled()
                .part(head, "--x\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--x--")
        }),
    ]
}

fn boundaries() -> Vec<Case> {
    let long = "b".repeat(71);
    vec![
        with_boundary("no boundary", "", &filled().finish(), MALFORMED),
        with_boundary("a boundary of 71 characters", &long, &reframed(filled(), &long), MALFORMED),
        with_boundary("a boundary of 70 characters", &long[1..], &reframed(filled(), &long[1..]), anything()),
        with_boundary("a boundary in quotes", "\"a b\"", &reframed(filled(), "a b"), anything()),
        with_boundary("a boundary of one dash", "-", &reframed(filled(), "-"), anything()),
        with_boundary(
            "two boundaries, the first one used",
            "x; boundary=y",
            &reframed(filled(), "x"),
            MALFORMED,
        ),
        with_boundary(
            "two boundaries, the second one used",
            "x; boundary=y",
            &reframed(filled(), "y"),
            MALFORMED,
        ),
        with_boundary(
            "a boundary with a comma, where PHP ends it",
            "x,y",
            &reframed(filled(), "x"),
            UNSUPPORTED,
        ),
        Case::raw(
            "two content types",
            Head::new().and("Content-Type", "multipart/form-data; boundary=y").filled(),
            MALFORMED,
        ),
    ]
}

/// Framing that every parser reads in the same way. After the proxy has written the body anew, the CRM gets nothing of
/// it.
fn harmless() -> Vec<Case> {
    let preamble = Multipart::new().raw("a preamble\r\n").raw(filled().unfinished());
    let quoted = "Content-Disposition: form-data; name=\"custom_fields[52][value]\"\r\n\
                  Content-Type: text/plain; charset=utf-7\r\nX-Evil: 1\r\nContent-Transfer-Encoding: base64";
    let epilogue = [filled().finish(), b"an epilogue with --x and more".to_vec()].concat();
    vec![
        Case::sent("a preamble", preamble, |request, _| {
            assert!(!format!("{request:?}").contains("preamble"));
        }),
        // The parser uses the last one. No other program can read another one, because the proxy passes none on.
        Case::sent(
            "two dispositions, the last a place of ours",
            filled().part(format!("Content-Disposition: form-data; name=\"user_id\"\r\n{VALUE}"), "x"),
            |request, customer| {
                assert_eq!(customer.custom_fields[&52].value.as_deref(), Some("x"));
                assert!(!request.part_names().contains(&"user_id"), "{request:?}");
            },
        ),
        Case::raw("an epilogue", Head::new().with_body(&epilogue), anything()),
        Case::sent(
            "base64 and UTF-7 claimed of a text",
            filled().part(quoted, "+ADw-YQ=="),
            |request, customer| {
                assert_eq!(
                    customer.custom_fields[&52].value.as_deref(),
                    Some("+ADw-YQ=="),
                    "the bytes are unchanged"
                );
                assert!(
                    !format!("{request:?}").contains("X-Evil"),
                    "the proxy passes on no header of a part"
                );
                assert!(request.parts.iter().all(|part| part.content_type.is_none()), "{request:?}");
            },
        ),
        Case::sent(
            "base64 claimed of a file",
            {
                let head = format!(
                    "Content-Disposition: form-data; name=\"{FILES}\"; filename=\"a.pdf\"\r\n\
                 Content-Type: text/html\r\nContent-Transfer-Encoding: base64"
                );
                filled().part(head, PDF)
            },
            |_, customer| {
                let file = &customer.custom_fields[&55].files[0];
                assert_eq!(
                    (file.size, file.media_type.as_str()),
                    (PDF.len() as u64, "application/octet-stream")
                );
            },
        ),
        Case::sent(
            "a value full of framing",
            {
                filled().text(
                    "custom_fields[54][value]",
                    "\r\n--\r\n--x--\r\nContent-Disposition: form-data; name=\"user_id\"\r\n\r\n1",
                )
            },
            |request, customer| {
                assert!(!request.part_names().contains(&"user_id"), "{request:?}");
                assert!(customer.custom_fields[&54].value.as_ref().unwrap().contains("user_id"));
            },
        ),
    ]
}

#[tokio::test]
async fn hostile_framing_is_neither_forwarded_nor_misread() {
    let world = World::start().await;
    let cases = [bodies(), heads(), boundaries(), harmless()];
    world.run("multipart framing", cases.into_iter().flatten().collect()).await;
}
