//! An answer of the proxy, read from the socket.

use serde_json::Value;

/// The first answer on a connection.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl RawAnswer {
    /// `None` if there was no answer, or the answer is not HTTP.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        // The interim answer to the header `Expect`.
        let text = text.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&text);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()?;
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Some(Self { status, headers: lines.filter_map(header).collect(), body: body.to_owned() })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The code of the answer. Fails if the answer is not a valid problem+json.
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let length = self.header("content-length").unwrap().parse().unwrap();
        let body: Value =
            serde_json::from_str(self.body.get(..length).expect("the answer is incomplete")).unwrap();
        assert_eq!(body["status"], self.status, "{self:?}");
        assert_eq!(body["attempt"].as_str(), self.header("x-request-id"), "{self:?}");
        body["code"].as_str().unwrap().to_owned()
    }

    /// Fails if a page of another origin can read more than that it is refused. It must get no data and no token.
    pub(crate) fn assert_closed_to_others(&self, name: &str) {
        assert_ne!(self.header("access-control-allow-origin"), Some("*"), "{name}");
        assert_eq!(self.header("access-control-allow-credentials"), None, "{name}");
        let reader = self.header("access-control-allow-origin");
        if reader.is_none_or(|origin| origin == crate::case::ORIGIN) {
            return;
        }
        for secret in ["form-token", "form-challenge", "set-cookie"] {
            assert_eq!(self.header(secret), None, "{name}: {self:?}");
        }
        match self.status {
            204 => assert_eq!(self.body, "", "{name}"),
            // The answer to a HEAD request has no body.
            403 | 404 if self.body.is_empty() => {}
            403 => assert_eq!(self.code(), "origin_not_allowed", "{name}"),
            404 => assert!(["unknown_form", "not_found"].contains(&self.code().as_str()), "{name}: {self:?}"),
            _ => panic!("{name}: readable by {reader:?}: {self:?}"),
        }
    }
}
