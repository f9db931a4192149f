//! A multipart body written by hand, so that no library changes the file names or the order of the parts.

pub(crate) const BOUNDARY: &str = "----test-boundary-7d1f";

/// The smallest content that begins like a PNG.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and no more";

#[derive(Debug, Clone)]
pub(crate) struct FormBody {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    filename: Option<String>,
    value: Vec<u8>,
}

impl FormBody {
    pub(crate) fn empty() -> Self {
        Self { parts: Vec::new() }
    }

    /// The values that every customer needs, without custom fields.
    pub(crate) fn valid() -> Self {
        Self::empty()
            .text("email", "jane@tech-solutions.example")
            .text("name", "Jane")
            .text("last_name", "Smith")
            .text("phone", "555-987-6543")
            .text("business_information[company_name]", "Tech Solutions Inc")
            .text("permissions[invoice][view-invoice]", "1")
            .file("profile_photo_path", "me.png", PNG)
    }

    /// Sets a text; it replaces an earlier part with this name.
    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.bytes(name, value.as_bytes())
    }

    pub(crate) fn bytes(self, name: &str, value: &[u8]) -> Self {
        self.part(Part { name: name.to_owned(), filename: None, value: value.to_vec() })
    }

    /// Sets a file; it replaces an earlier part with this name, except that files with a name ending in `[]` are
    /// added.
    pub(crate) fn file(self, name: &str, filename: &str, content: &[u8]) -> Self {
        self.part(Part {
            name: name.to_owned(),
            filename: Some(filename.to_owned()),
            value: content.to_vec(),
        })
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parts.retain(|part| part.name != name);
        self
    }

    fn part(mut self, part: Part) -> Self {
        if !part.name.ends_with("[]") {
            self.parts.retain(|present| present.name != part.name);
        }
        self.parts.push(part);
        self
    }

    /// The body. Names and file names are written unchanged, except that `\` and `"` are escaped for PHP.
    pub(crate) fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for part in &self.parts {
            let name = escaped(&part.name);
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
            if let Some(filename) = &part.filename {
                let filename = escaped(filename);
                body.extend(format!("; filename=\"{filename}\"\r\nContent-Type: application/x-test").bytes());
            }
            body.extend(b"\r\n\r\n");
            body.extend(&part.value);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        body
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
