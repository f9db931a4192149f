//! Multipart bodies, valid and invalid.

/// The boundary of every [`Multipart`].
pub const BOUNDARY: &str = "----WebKitFormBoundaryTest";

/// A body as a browser writes it.
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    bytes: Vec<u8>,
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A body with the five fixed texts.
    pub fn filled() -> Self {
        Self::filled_by("ada@example.com")
    }

    /// A body with the five fixed texts, and this email address.
    pub fn filled_by(email: &str) -> Self {
        Self::new()
            .text("email", email)
            .text("name", "Ada")
            .text("last_name", "Lovelace")
            .text("phone", "555-987-6543")
            .text("business_information[company_name]", "Analytical Engines")
    }

    /// Adds a text.
    pub fn text(self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.part(format!("Content-Disposition: form-data; name=\"{name}\""), value)
    }

    /// Adds a file of the media type `text/html`.
    pub fn file(self, name: &str, file_name: &str, content: impl AsRef<[u8]>) -> Self {
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: text/html"
        );
        self.part(&head, content)
    }

    /// Adds a part with any head.
    pub fn part(mut self, head: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        for piece in
            [b"--", BOUNDARY.as_bytes(), b"\r\n", head.as_ref(), b"\r\n\r\n", content.as_ref(), b"\r\n"]
        {
            self.bytes.extend_from_slice(piece);
        }
        self
    }

    /// Adds bytes between parts, or in place of parts.
    pub fn raw(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.bytes.extend_from_slice(bytes.as_ref());
        self
    }

    /// The complete body.
    pub fn finish(self) -> Vec<u8> {
        self.raw(format!("--{BOUNDARY}--\r\n")).bytes
    }

    /// The body without the closing boundary.
    pub fn unfinished(self) -> Vec<u8> {
        self.bytes
    }

    /// The value of the header `Content-Type`.
    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }
}
