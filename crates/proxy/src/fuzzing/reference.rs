//! A second reader of multipart bodies, for those that the proxy writes. It knows one spelling only, and has nothing in
//! common with the one that reads what visitors send.

/// A part: its name, its file's name if it is one, and its content.
pub(super) type Part = (String, Option<String>, Vec<u8>);

/// Every part of a body that is spelled as the proxy spells it, byte by byte.
///
/// # Panics
/// If it is not.
pub(super) fn read(content_type: &str, body: &[u8]) -> Vec<Part> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
    let Some(boundary) = boundary else { panic!("{content_type:?} names no boundary") };
    let (first, between, last) =
        (format!("--{boundary}\r\n"), format!("\r\n--{boundary}\r\n"), format!("\r\n--{boundary}--\r\n"));
    let inside = body.strip_prefix(first.as_bytes()).and_then(|body| body.strip_suffix(last.as_bytes()));
    let Some(mut rest) = inside else { panic!("the body does not begin and end with its boundary") };
    let mut parts = Vec::new();
    while let Some((one, behind)) = split_once(rest, between.as_bytes()) {
        parts.push(part(one));
        rest = behind;
    }
    parts.push(part(rest));
    parts
}

fn part(part: &[u8]) -> Part {
    let Some((head, content)) = split_once(part, b"\r\n\r\n") else { panic!("a part has no head") };
    let Ok(head) = std::str::from_utf8(head) else { panic!("a part's head is not UTF-8") };
    let named = head.strip_prefix("Content-Disposition: form-data; name=\"");
    let Some((name, rest)) = named.and_then(|named| named.split_once('"')) else { panic!("{head:?}") };
    let file_name = (!rest.is_empty()).then(|| {
        let file =
            rest.strip_prefix("; filename=\"").and_then(|file| file.split_once("\"\r\nContent-Type: "));
        let Some((file_name, media_type)) = file else { panic!("{head:?}") };
        assert!(!file_name.contains(['"', '\\', '/', '\r', '\n', '\0']), "{file_name:?}");
        assert!(
            !file_name.is_empty() && !file_name.starts_with('.') && file_name.len() <= 255,
            "{file_name:?}"
        );
        let known = ["application/octet-stream", "image/jpeg", "image/png", "image/gif", "image/webp"];
        assert!(known.contains(&media_type), "{media_type:?}");
        file_name.to_owned()
    });
    (name.to_owned(), file_name, content.to_vec())
}

/// What stands before and behind the first place where `mark` stands.
fn split_once<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(bytes, mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}

/// The first place where `part` stands. Comparing first bytes first matters here: with its instrumentation, comparing
/// slices is slow.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window.first() == part.first() && window == part)
}
