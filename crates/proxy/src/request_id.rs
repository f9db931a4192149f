//! The number that tells one attempt to send a form from every other, in the browser's events and in our log.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that a form sends it in, and that every answer has it in.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Long enough for every kind of identifier in use.
const MAX_CHARS: usize = 64;

/// An attempt's id: 1 to 64 of `A-Z`, `a-z`, `0-9` and `-`, so that it can stand in a log as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// The request's own, or a new one where it has none that can be used.
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
        // Made of characters that every header can carry.
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
