//! A hostile request and what has to come of it.

use std::time::Duration;

use crm_sandbox::{RecordedRequest, StoredCustomer};

use crate::body::{BOUNDARY, Multipart};

pub(crate) use crate::file::ORIGIN;

/// Where the form is sent to.
pub(crate) const TARGET: &str = "/api/forms/acme/customers";

/// Stands in a request for a token that is fetched just before it is sent, and is as long as one.
pub(crate) const TOKEN: &str = "a-token-for-this-request-----------------------------\
                                -------------------------------------------------------";

/// The file field that takes PDF, DOCX and DOC.
pub(crate) const FILES: &str = "custom_fields[55][file_upload][files][]";

/// A request, step by step.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    pub(crate) expected: Expected,
}

pub(crate) enum Step {
    Write(Vec<u8>),
    /// The time is part of the attack, not a wait for something.
    Pause(Duration),
    /// Says that nothing more will come, and still reads.
    HalfClose,
}

/// What has to come of a case.
pub(crate) enum Expected {
    /// This problem+json.
    Refused(u16, &'static str),
    /// The head is not HTTP, so that there is no request to answer with more than a status.
    NotHttp(&'static [u16]),
    /// The connection is closed without an answer: there is nobody, or no HTTP, to answer.
    Closed,
    /// Answered with this status, and no concern of the CRM's.
    Answered(u16),
    /// Harmless once written anew: the CRM got this.
    Sent(Check),
}

pub(crate) type Check = Box<dyn Fn(&RecordedRequest, &StoredCustomer) + Send>;

impl Case {
    /// These bytes, and nothing after them.
    pub(crate) fn raw(name: impl Into<String>, bytes: impl Into<Vec<u8>>, expected: Expected) -> Self {
        Self { name: name.into(), steps: vec![Step::Write(bytes.into())], expected }
    }

    /// The same, and then nothing more, said by closing that direction.
    pub(crate) fn half_closed(mut self) -> Self {
        self.steps.push(Step::HalfClose);
        self
    }

    /// This body, in a request that has nothing wrong with its head.
    pub(crate) fn body(name: impl Into<String>, body: Multipart, expected: Expected) -> Self {
        Self::raw(name, Head::new().with_body(&body.finish()), expected)
    }

    /// A body that is refused as none of our form's.
    pub(crate) fn malformed(name: impl Into<String>, body: Multipart) -> Self {
        Self::body(name, body, MALFORMED)
    }

    /// A body with something that is a field's problem.
    pub(crate) fn invalid(name: impl Into<String>, body: Multipart) -> Self {
        Self::body(name, body, INVALID)
    }

    /// A body that is harmless once written anew.
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

/// Harmless, whatever exactly the CRM gets.
pub(crate) fn anything() -> Expected {
    Expected::Sent(Box::new(|_, _| {}))
}

/// A request's head, right until it is changed.
#[derive(Clone)]
pub(crate) struct Head {
    line: String,
    headers: Vec<(String, String)>,
}

impl Head {
    /// That of a good submission, on a connection that closes after it.
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

    /// Adds a header to those of the same name.
    pub(crate) fn and(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// The head alone, up to and with its blank line.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let headers: String =
            self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{}\r\n{headers}\r\n", self.line).into_bytes()
    }

    /// With a body and its length.
    pub(crate) fn with_body(self, body: &[u8]) -> Vec<u8> {
        [self.set("Content-Length", body.len().to_string()).bytes(), body.to_vec()].concat()
    }

    /// With a good body.
    pub(crate) fn filled(self) -> Vec<u8> {
        self.with_body(&filled().finish())
    }
}

/// The five fixed texts, of somebody who is no customer yet.
pub(crate) fn filled() -> Multipart {
    filled_with_email(&format!("{}@example.com", uuid::Uuid::new_v4().simple()))
}

pub(crate) fn filled_with_email(email: &str) -> Multipart {
    let head = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
    let body = Multipart::new().part(head("email"), email).text("name", "Ada");
    body.text("last_name", "Lovelace").text("phone", "0").text("business_information[company_name]", "A")
}

/// A multipart body in one's own framing, with another boundary.
pub(crate) fn reframed(body: Multipart, boundary: &str) -> Vec<u8> {
    let text = String::from_utf8(body.finish()).unwrap();
    text.replace(BOUNDARY, boundary).into_bytes()
}
