//! Writes a `multipart/form-data` body (RFC 7578) in the same way as browsers. The body's length is known before the
//! first byte is sent.
//!
//! A body is a flat list of segments, so that the number of parts does not matter.

use bytes::Bytes;
use uuid::Uuid;

use crate::spool::SpooledFile;

/// A body that is being written.
pub(super) struct Writer {
    boundary: String,
    segments: Vec<Segment>,
    /// The bytes after the last segment.
    text: Vec<u8>,
}

/// A body that is ready to be sent.
pub(super) struct Framed {
    /// The request's `Content-Type`.
    pub(super) content_type: String,
    /// The request's `Content-Length`.
    pub(super) length: u64,
    pub(super) segments: Vec<Segment>,
}

/// A piece of the body.
pub(super) enum Segment {
    Bytes(Bytes),
    File(SpooledFile),
}

impl Writer {
    /// The boundary has 122 random bits, so that no visitor can put it into a value or a file.
    pub(super) fn new() -> Self {
        Self::with_boundary(format!("----customer-form-{}", Uuid::new_v4().simple()))
    }

    fn with_boundary(boundary: String) -> Self {
        Self { boundary, segments: Vec::new(), text: Vec::new() }
    }

    /// Writes a text part. `name` is a bracket key of the contract, which needs no escaping.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.push(&["--", &self.boundary.clone(), "\r\nContent-Disposition: form-data; name=\"", name]);
        self.push(&["\"\r\n\r\n", value, "\r\n"]);
    }

    /// Writes a file part. `file_name` must be cleaned, so that it needs no escaping. It is written in UTF-8 as HTML
    /// asks (4.10.21.8). `filename*` is forbidden (RFC 7578, 4.2), and PHP does not read it.
    pub(super) fn file(&mut self, name: &str, file_name: &str, media_type: &str, file: SpooledFile) {
        self.push(&["--", &self.boundary.clone(), "\r\nContent-Disposition: form-data; name=\"", name]);
        self.push(&["\"; filename=\"", file_name, "\"\r\nContent-Type: ", media_type, "\r\n\r\n"]);
        self.end_segment();
        self.segments.push(Segment::File(file));
        self.push(&["\r\n"]);
    }

    pub(super) fn finish(mut self) -> Framed {
        self.push(&["--", &self.boundary.clone(), "--\r\n"]);
        self.end_segment();
        let length = self.segments.iter().map(Segment::length).sum();
        let content_type = format!("multipart/form-data; boundary={}", self.boundary);
        Framed { content_type, length, segments: self.segments }
    }

    fn push(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.text.extend_from_slice(piece.as_bytes());
        }
    }

    fn end_segment(&mut self) {
        self.segments.push(Segment::Bytes(std::mem::take(&mut self.text).into()));
    }
}

impl Segment {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::FileBytes;
    use crate::upstream::file_name;
    use customer_form_contract::{CustomPart, FieldId, FieldPath};
    use proptest::prelude::*;

    fn file(content: Vec<u8>) -> SpooledFile {
        SpooledFile { bytes: content.len() as u64, content: FileBytes::Memory(content.into()) }
    }

    fn bytes(framed: &Framed) -> Vec<u8> {
        let mut all = Vec::new();
        for segment in &framed.segments {
            match segment {
                Segment::Bytes(bytes) => all.extend_from_slice(bytes),
                Segment::File(SpooledFile { content: FileBytes::Memory(bytes), .. }) => {
                    all.extend_from_slice(bytes);
                }
                Segment::File(_) => panic!("the tests keep their files in memory"),
            }
        }
        all
    }

    #[test]
    fn body_has_the_bytes_that_a_browser_writes() {
        let mut writer = Writer::with_boundary("B".to_owned());
        writer.text("email", "ada@example.com");
        writer.file(
            "custom_fields[5][file_upload][files][]",
            "é.pdf",
            "application/pdf",
            file(b"%PDF".to_vec()),
        );
        let framed = writer.finish();
        let expected = "--B\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nada@example.com\r\n\
            --B\r\nContent-Disposition: form-data; name=\"custom_fields[5][file_upload][files][]\"; \
            filename=\"é.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--B--\r\n";
        assert_eq!(String::from_utf8(bytes(&framed)).unwrap(), expected);
        assert_eq!(framed.content_type, "multipart/form-data; boundary=B");
        assert_eq!(framed.length, expected.len() as u64);
    }

    #[test]
    fn every_body_has_its_own_boundary() {
        let boundary = || Writer::new().boundary;
        assert_ne!(boundary(), boundary());
        // RFC 2046, 5.1.1: at most 70 characters.
        assert!((40..=70).contains(&boundary().len()));
    }

    /// Bytes that look like framing.
    fn contents() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop::sample::select(vec![
            &b"\r\n"[..],
            b"--",
            b"\r\n--",
            b"----customer-form-",
            b"\"",
            b"\0",
            b"a",
            b"\xFF",
            b"\r",
            b"\n",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    /// Texts that look like framing, and any other texts.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            contents().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        ]
    }

    fn parse_back(framed: &Framed) -> Vec<(String, Option<String>, Vec<u8>)> {
        let boundary = multer::parse_boundary(&framed.content_type).unwrap();
        let body = bytes(framed);
        assert_eq!(body.len() as u64, framed.length);
        let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(body)]);
        let mut multipart = multer::Multipart::new(stream, boundary);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut parts = Vec::new();
            while let Some(field) = multipart.next_field().await.unwrap() {
                let (name, file_name) =
                    (field.name().unwrap().to_owned(), field.file_name().map(str::to_owned));
                parts.push((name, file_name, field.bytes().await.unwrap().to_vec()));
            }
            parts
        })
    }

    proptest! {
        #[test]
        fn written_parts_read_back(
            texts in prop::collection::vec((any::<u64>(), texts()), 0..20),
            files in prop::collection::vec((any::<u64>(), any::<String>(), contents()), 0..5),
        ) {
            let mut writer = Writer::new();
            let mut expected = Vec::new();
            for (id, value) in texts {
                let name = FieldPath::Custom(FieldId(id), CustomPart::Value).to_bracket();
                writer.text(&name, &value);
                expected.push((name, None, value.into_bytes()));
            }
            for (id, file_name, content) in files {
                let name = FieldPath::Custom(FieldId(id), CustomPart::Files).to_bracket();
                let file_name = file_name::clean(&file_name);
                writer.file(&name, &file_name, "application/octet-stream", file(content.clone()));
                expected.push((name, Some(file_name), content));
            }
            prop_assert_eq!(parse_back(&writer.finish()), expected);
        }
    }
}
