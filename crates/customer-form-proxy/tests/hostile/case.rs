//! A hostile request and its expected result.

use std::time::Duration;

use crm_sandbox::{RecordedRequest, StoredCustomer};

use test_support::multipart::{BOUNDARY, Multipart};

pub(crate) use test_support::configuration::ORIGIN;

/// The path to which the form is sent.
pub(crate) const TARGET: &str = "/api/forms/acme/customers";

/// A placeholder for a token, as long as a real one. The test replaces it just before it sends the request.
pub(crate) const TOKEN: &str = "a-token-for-this-request-----------------------------\
                                -------------------------------------------------------";

/// The file field that accepts PDF, DOCX and DOC.
pub(crate) const FILES: &str = "custom_fields[55][file_upload][files][]";

/// A request, in steps.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) expected: Expected,
}

pub(crate) enum Step {
    Write(Vec<u8>),
    /// A pause that is part of the attack. The test does not wait for a condition.
    Pause(Duration),
    /// Closes the sending direction, and still reads.
    HalfClose,
}

/// The expected result of a case.
pub(crate) enum Expected {
    /// The proxy answers with this problem+json.
    Refused(u16, &'static str),
    /// The head is not HTTP, so that the proxy can answer with a status only. One of these statuses is expected.
    NotHttp(&'static [u16]),
    /// The connection is closed without an answer: there was no complete request, or it was not HTTP.
    Closed,
    /// The proxy answers with this status, and sends nothing to the CRM.
    Answered(u16),
    /// The request is harmless after the proxy has written it anew. The check gets what the CRM got.
    Sent(Check),
}

pub(crate) type Check = Box<dyn Fn(&RecordedRequest, &StoredCustomer) + Send>;

impl Case {
    /// A request of these bytes, and nothing after them.
    pub(crate) fn raw(name: impl Into<String>, bytes: impl Into<Vec<u8>>, expected: Expected) -> Self {
        Self { name: name.into(), steps: vec![Step::Write(bytes.into())], expected }
    }

    /// The same request, and then the sending direction is closed.
    pub(crate) fn half_closed(mut self) -> Self {
        self.steps.push(Step::HalfClose);
        self
    }

    /// A request with this body and a valid head.
    pub(crate) fn body(name: impl Into<String>, body: Multipart, expected: Expected) -> Self {
        Self::raw(name, Head::new().with_body(&body.finish()), expected)
    }

    /// A body that the proxy refuses because the form sends no such body.
    pub(crate) fn malformed(name: impl Into<String>, body: Multipart) -> Self {
        Self::body(name, body, MALFORMED)
    }

    /// A body that the proxy refuses because of a field's value.
    pub(crate) fn invalid(name: impl Into<String>, body: Multipart) -> Self {
        Self::body(name, body, INVALID)
    }

    /// A body that is harmless after the proxy has written it anew.
    pub(crate) fn sent(
        name: impl Into<String>,
        body: Multipart,
        check: impl Fn(&RecordedRequest, &StoredCustomer) + Send + 'static,
    ) -> Self {
        Self::body(name, body, Expected::Sent(Box::new(check)))
    }
}

pub(crate) const MALFORMED: Expected = Expected::Refused(400, "malformed_request");
pub(crate) const INVALID: Expected = Expected::Refused(422, "invalid");
pub(crate) const TOO_LARGE: Expected = Expected::Refused(413, "body_too_large");

/// The CRM gets a submission. Its content is not checked.
pub(crate) fn anything() -> Expected {
    Expected::Sent(Box::new(|_, _| {}))
}

/// The head of a request. It is valid until a test changes it.
#[derive(Clone)]
pub(crate) struct Head {
    line: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// The head of a valid submission. The connection closes after the answer.
    pub(crate) fn new() -> Self {
        let key = uuid::Uuid::new_v4().to_string();
        let headers = [
            ("Host", "forms.example"),
            ("Origin", ORIGIN),
            ("Content-Type", &Multipart::content_type()),
            ("Idempotency-Key", &key),
            ("Form-Token", TOKEN),
            ("Connection", "close"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { line: format!("POST {TARGET} HTTP/1.1"), headers: headers.to_vec() }
    }

    pub(crate) fn line(mut self, line: impl Into<String>) -> Self {
        self.line = line.into();
        self
    }

    /// Replaces a header, or adds it.
    pub(crate) fn set(self, name: &str, value: impl Into<String>) -> Self {
        self.without(name).and(name, value)
    }

    /// Adds another header of the same name.
    pub(crate) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// The head alone, including its blank line.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{}\r\n{headers}\r\n", self.line).into_bytes()
    }

    /// The head and this body, with the body's length.
    pub(crate) fn with_body(self, body: &[u8]) -> Vec<u8> {
        [self.set("Content-Length", body.len().to_string()).bytes(), body.to_vec()].concat()
    }

    /// The head and a valid body.
    pub(crate) fn filled(self) -> Vec<u8> {
        self.with_body(&filled().finish())
    }
}

/// The five fixed texts. Each call uses another customer.
pub(crate) fn filled() -> Multipart {
    filled_with_email(&format!("{}@example.com", uuid::Uuid::new_v4().simple()))
}

pub(crate) fn filled_with_email(email: &str) -> Multipart {
    let head = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
    let body = Multipart::new().part(head("email"), email).text("name", "Ada");
    body.text("last_name", "Lovelace").text("phone", "0").text("business_information[company_name]", "A")
}

/// A multipart body with its own framing and another boundary.
pub(crate) fn reframed(body: Multipart, boundary: &str) -> Vec<u8> {
    let text = String::from_utf8(body.finish()).unwrap();
    text.replace(BOUNDARY, boundary).into_bytes()
}
