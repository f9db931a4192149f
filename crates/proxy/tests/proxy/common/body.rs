//! Multipart bodies, valid and invalid.

pub(crate) const BOUNDARY: &str = "----WebKitFormBoundaryTest";

/// A body as a browser writes it.
#[derive(Clone, Default)]
pub(crate) struct Multipart {
    bytes: Vec<u8>,
}

impl Multipart {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A body with the five fixed texts.
    pub(crate) fn filled() -> Self {
        Self::new()
            .text("email", "ada@example.com")
            .text("name", "Ada")
            .text("last_name", "Lovelace")
            .text("phone", "555-987-6543")
            .text("business_information[company_name]", "Analytical Engines")
    }

    pub(crate) fn text(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.part(format!("Content-Disposition: form-data; name=\"{name}\""), value)
    }

    pub(crate) fn file(self, name: &str, file_name: &str, content: impl AsRef<[u8]>) -> Self {
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: text/html"
        );
        self.part(&head, content)
    }

    /// Adds a part with any head.
    pub(crate) fn part(mut self, head: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        for piece in
            [b"--", BOUNDARY.as_bytes(), b"\r\n", head.as_ref(), b"\r\n\r\n", content.as_ref(), b"\r\n"]
        {
            self.bytes.extend_from_slice(piece);
        }
        self
    }

    /// Adds bytes between parts, or in place of parts.
    pub(crate) fn raw(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.bytes.extend_from_slice(bytes.as_ref());
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.raw(format!("--{BOUNDARY}--\r\n")).bytes
    }

    /// The body without the closing boundary.
    pub(crate) fn unfinished(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }
}
