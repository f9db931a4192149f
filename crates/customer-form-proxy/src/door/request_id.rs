//! The request id. It identifies a request in the browser's events and in the proxy's log.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use customer_form_contract::headers;
use uuid::Uuid;

/// The header of the request id, in requests and in answers.
pub(crate) const HEADER: HeaderName = HeaderName::from_static(headers::REQUEST_ID);

/// The longest request id. It is long enough for all common kinds of identifiers.
const MAX_CHARS: usize = 64;

/// A request id: 1 to 64 characters of `A-Z`, `a-z`, `0-9` and `-`, so that it needs no escaping in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The id in the request's header, or a new one if the header is missing or unusable.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sent = headers.get(HEADER).and_then(|value| value.to_str().ok());
        let usable = sent.filter(|id| {
            (1..=MAX_CHARS).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
        Self(usable.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header_value(&self) -> HeaderValue {
        // The id contains only characters that a header can carry.
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_are_safe_in_a_log_are_accepted() {
        let attempt = |id: &str| RequestId::of(&HeaderMap::from_iter([(HEADER, id.parse().unwrap())]));
        assert_eq!(attempt("7b0e-A").as_str(), "7b0e-A");
        assert_eq!(attempt(&"a".repeat(64)).as_str(), "a".repeat(64));
        for id in ["", "a b", "a\tb", "a;b", &"a".repeat(65), "{\"x\":1}"] {
            assert_ne!(attempt(id).as_str(), id);
        }
        assert_ne!(RequestId::of(&HeaderMap::new()), RequestId::of(&HeaderMap::new()));
    }
}
