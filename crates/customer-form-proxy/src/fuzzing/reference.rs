//! A second, strict reader of the multipart bodies that the proxy writes. It shares no code with the proxy's reader of
//! visitors' bodies.

/// A part: its name, its file name if it is a file, and its content.
pub(super) type Part = (String, Option<String>, Vec<u8>);

/// All parts of a body that is written exactly as the proxy writes it.
///
/// # Panics
/// The body is written in another way.
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

/// The bytes before and after the first occurrence of `mark`.
fn split_once<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(bytes, mark)?;
    Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?))
}

/// The offset of the first occurrence of `part`. Comparing the first bytes first matters here: comparing slices is slow
/// with the fuzzer's instrumentation.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window.first() == part.first() && window == part)
}
