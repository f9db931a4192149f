//! Requests that exceed a limit. The proxy enforces each limit before the work that the limit prevents.

use test_support::multipart::{BOUNDARY, Multipart};

use crate::case::{Case, Expected, FILES, Head, INVALID, MALFORMED, TOO_LARGE, filled};
use crate::samples::PDF;
use crate::world::World;

const FORMATS: &str = "custom_fields[55][file_upload][formats][]";

/// A body with the same part this many times.
fn many(number: usize, part: impl Fn(Multipart) -> Multipart) -> Multipart {
    (0..number).fold(filled(), |body, _| part(body))
}

/// A request with an announced length, and without a body.
fn announced(name: &str, length: &str, expected: Expected) -> Case {
    Case::raw(name, Head::new().set("Content-Length", length).bytes(), expected)
}

fn chunked(name: &str, body: &[u8], expected: Expected) -> Case {
    let mut bytes = Head::new().set("Transfer-Encoding", "chunked").bytes();
    for chunk in body.chunks(16 << 10) {
        bytes.extend([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    }
    bytes.extend(b"0\r\n\r\n");
    Case::raw(name, bytes, expected)
}

fn numbers() -> Vec<Case> {
    vec![
        Case::malformed("80,000 empty parts", many(80_000, |body| body.text(FORMATS, ""))),
        Case::malformed("80,000 empty files", many(80_000, |body| body.file(FILES, "", ""))),
        Case::malformed("80,000 parts without a head", {
            many(80_000, |body| body.raw(format!("--{BOUNDARY}\r\n\r\n\r\n")))
        }),
        Case::malformed("80,000 bare boundaries", many(80_000, |body| body.raw(format!("--{BOUNDARY}\r\n")))),
        Case::malformed("80,000 parts that are not the form's", {
            let numbered = (0..80_000).map(|number| format!("x{number}"));
            numbered.fold(filled(), |body, name| body.text(&name, ""))
        }),
        Case::malformed("more texts than PHP reads", many(1_100, |body| body.text(FORMATS, "PDF"))),
        Case::malformed("1,001 other variables", {
            (0..1_001).fold(filled(), |body, id| body.text(&format!("custom_fields[{id}][key]"), "k"))
        }),
        Case::invalid("21 files", many(21, |body| body.file(FILES, "a.pdf", PDF))),
        Case::malformed("1,200 files", many(1_200, |body| body.file(FILES, "a.pdf", PDF))),
    ]
}

fn sizes() -> Vec<Case> {
    let value = "custom_fields[52][value]";
    vec![
        announced("10 GB announced", "10000000000", TOO_LARGE),
        // hyper reserves this number for its own use.
        announced("the largest 64-bit length", "18446744073709551615", Expected::NotHttp(&[431])),
        announced("40 MB announced", "40000000", TOO_LARGE),
        Case::body("40 MB sent", filled().file(FILES, "a.pdf", vec![b'%'; 40 << 20]), TOO_LARGE),
        chunked("40 MB in chunks", &filled().file(FILES, "a.pdf", vec![b'%'; 40 << 20]).finish(), TOO_LARGE),
        Case::invalid("a file of 11 MB", filled().file(FILES, "a.pdf", vec![b'%'; 11 << 20])),
        Case::invalid("a photo of 6 MB", filled().file("profile_photo_path", "a.png", vec![0; 6 << 20])),
        Case::invalid("files of 33 MB together", {
            (0..6).fold(filled(), |body, _| body.file(FILES, "a.pdf", vec![b'%'; 5_700_000]))
        }),
        Case::invalid("a line of 5 KB", filled().text(value, "x".repeat(5 << 10))),
        Case::invalid(
            "a text area of 66,000 bytes",
            filled().text("custom_fields[54][value]", "x".repeat(66_000)),
        ),
        Case::body(
            "a text area of 1 MB",
            filled().text("custom_fields[54][value]", "x".repeat(1 << 20)),
            TOO_LARGE,
        ),
        Case::body("an unknown text of 1 MB", filled().text("x", "x".repeat(1 << 20)), TOO_LARGE),
        Case::invalid("a name of 256 characters", {
            let body = Multipart::new().text("email", "a@example.com").text("name", "é".repeat(256));
            body.text("last_name", "L").text("phone", "0").text("business_information[company_name]", "A")
        }),
        Case::body("a preamble of 20 MB", Multipart::new().raw(vec![b'x'; 20 << 20]), MALFORMED),
        Case::raw(
            "an epilogue of 40 MB",
            Head::new().with_body(&[filled().finish(), vec![b'x'; 40 << 20]].concat()),
            TOO_LARGE,
        ),
        Case::body("NUL in a text", filled().text(value, "a\0b"), INVALID),
        Case::malformed("a text that is not UTF-8", filled().text(value, b"\xFF\xFE")),
        Case::malformed("a text in overlong UTF-8", filled().text(value, b"\xC0\xBCscript\xC0\xBE")),
        Case::malformed("half a surrogate pair", filled().text(value, b"\xED\xA0\xBD")),
        Case::invalid("a value that is not an option", filled().text("custom_fields[68][value]", "March")),
        Case::sent("a byte order mark is text", filled().text(value, "\u{FEFF}a"), |_, customer| {
            assert_eq!(customer.custom_fields[&52].value.as_deref(), Some("\u{FEFF}a"));
        }),
    ]
}

#[tokio::test]
async fn every_limit_is_enforced_before_the_work() {
    let world = World::start().await;
    world.run("limits", [numbers(), sizes()].into_iter().flatten().collect()).await;
}
