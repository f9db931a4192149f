//! File names: they are harmless wherever they are used as names, and PHP reads them exactly as they were sent.

use test_support::multipart::Multipart;

use crate::case::{Case, FILES, filled};
use crate::samples::PDF;
use crate::world::World;

fn named(parameters: &[u8]) -> Multipart {
    let head = [b"Content-Disposition: form-data; name=\"".as_slice(), FILES.as_bytes(), b"\"; ", parameters]
        .concat();
    filled().part(head, PDF)
}

/// A case in which the CRM gets this file name.
fn arrives(what: &str, parameters: &[u8], expected: impl Into<String>) -> Case {
    let expected = expected.into();
    Case::sent(what, named(parameters), move |_, customer| {
        let files: Vec<_> = customer.custom_fields[&55].files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(files, [expected.as_str()]);
        assert_eq!(customer.custom_fields[&55].files[0].size, PDF.len() as u64);
    })
}

fn cleaned() -> Vec<Case> {
    let long = format!("filename=\"{}.pdf\"", "ü".repeat(300));
    vec![
        arrives("a path upwards", b"filename=\"../../../etc/cron.d/a.pdf\"", "a.pdf"),
        arrives("an absolute path", b"filename=\"/var/www/html/a.pdf\"", "a.pdf"),
        arrives("a Windows path", b"filename=\"C:\\Windows\\System32\\a.pdf\"", "a.pdf"),
        arrives("an alternate data stream", b"filename=\"a.php::$DATA.pdf\"", "a.php::$DATA.pdf"),
        arrives("a hidden file", b"filename=\".pdf\"", "file.pdf"),
        arrives("dots and slashes alone", b"filename=\"../.pdf\"", "file.pdf"),
        arrives("a control character of Unicode", "filename=\"a\u{85}b.pdf\"".as_bytes(), "ab.pdf"),
        arrives("a direction mark", "filename=\"a\u{202E}fdp.pdf\"".as_bytes(), "afdp.pdf"),
        arrives("isolates", "filename=\"\u{2066}a\u{2069}.pdf\"".as_bytes(), "a.pdf"),
        arrives(
            "characters without width",
            "filename=\"\u{FEFF}a\u{200B}\u{2060}b.pd\u{AD}f\u{200D}\"".as_bytes(),
            "ab.pdf",
        ),
        arrives("fillers alone", "filename=\"\u{3164}\u{115F}.pdf\"".as_bytes(), "file.pdf"),
        arrives("a line separator", "filename=\"a\u{2028}b.pdf\"".as_bytes(), "ab.pdf"),
        arrives("a quoted quote", b"filename=\"a\\\"b.pdf\"", "a_b.pdf"),
        arrives("a header in a name", b"filename=\"a%0D%0AX-Evil: 1.pdf\"", "a%0D%0AX-Evil: 1.pdf"),
        arrives("a name without quotes", b"filename=a.pdf", "a.pdf"),
        arrives(
            "markup in a name",
            b"filename=\"<img src=x onerror=alert(1)>.pdf\"",
            "<img src=x onerror=alert(1)>.pdf",
        ),
        arrives("a shell in a name", b"filename=\"$(id);`id`|id&.pdf\"", "$(id);`id`|id&.pdf"),
        arrives(
            "another name in a name",
            b"filename=\"a; name=user_id; filename=b.pdf\"",
            "a; name=user_id; filename=b.pdf",
        ),
        arrives(
            "a filename and a filename* parameter",
            b"filename=\"a.pdf\"; filename*=UTF-8''evil.php",
            "a.pdf",
        ),
        arrives("filename* before filename", b"filename*=UTF-8''evil.php; filename=\"a.pdf\"", "a.pdf"),
        arrives(
            "every script",
            "filename=\"履歴書 سيرة é e\u{301} 👩‍🚀.pdf\"".as_bytes(),
            "履歴書 سيرة é e\u{301} 👩‍🚀.pdf",
        ),
        Case::sent("a name of 600 bytes", named(long.as_bytes()), |_, customer| {
            let name = &customer.custom_fields[&55].files[0].name;
            assert!(name.len() <= 255 && name.ends_with("ü.pdf"), "{name}");
        }),
    ]
}

fn refused() -> Vec<Case> {
    vec![
        Case::malformed("only a filename* parameter", named(b"filename*=UTF-8''a.pdf")),
        Case::malformed("a name that is Latin-1", named(b"filename=\"vertr\xE4ge.pdf\"")),
        Case::malformed("an overlong slash", named(b"filename=\"..\xC0\xAFa.pdf\"")),
        Case::malformed("a surrogate", named(b"filename=\"a\xED\xA0\x80.pdf\"")),
        Case::malformed("a delete character", named(b"filename=\"a\x7F.pdf\"")),
        Case::malformed("a NUL", named(b"filename=\"a.php\0.pdf\"")),
        Case::malformed("a quote that never ends", named(b"filename=\"a.pdf")),
        Case::malformed("a quote that is escaped at the end", named(b"filename=\"a.pdf\\\"")),
        Case::malformed("two file names", named(b"filename=\"a.pdf\"; filename=\"b.pdf\"")),
        Case::malformed(
            "a name of 9 KB",
            named(format!("filename=\"{}.pdf\"", "a".repeat(9 << 10)).as_bytes()),
        ),
        Case::invalid("an extension that is not allowed", named(b"filename=\"a.exe\"")),
        Case::invalid("a double extension", named(b"filename=\"a.pdf.exe\"")),
        Case::invalid("an extension with a blank behind it", named(b"filename=\"a.pdf \"")),
        Case::invalid("an extension with a dot behind it", named(b"filename=\"a.pdf.\"")),
        Case::invalid("an extension behind a fake end", named(b"filename=\"a.pdf%00.php\"")),
        Case::invalid(
            "an extension with a braille blank behind it",
            named("filename=\"a.pdf\u{2800}\"".as_bytes()),
        ),
        Case::invalid("no extension", named(b"filename=\"pdf\"")),
        Case::invalid("an extension with a similar letter", named("filename=\"a.рdf\"".as_bytes())),
        Case::invalid("an extension before a separator", named(b"filename=\"a.pdf/b\"")),
        Case::invalid(
            "a direction mark that makes the extension look allowed",
            named("filename=\"a.\u{202E}fdp\"".as_bytes()),
        ),
    ]
}

#[tokio::test]
async fn file_names_are_cleaned_and_read_back_by_php() {
    let world = World::start().await;
    world.run("file names", [cleaned(), refused()].into_iter().flatten().collect()).await;
}
