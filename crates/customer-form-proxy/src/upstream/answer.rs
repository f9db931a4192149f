//! Reads an answer of the CRM, within limits.

use std::time::Duration;

use bytes::BytesMut;
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use reqwest::Response;

/// The longest `Retry-After` that is passed on to a visitor. A longer one is shortened to this: a browser should not be
/// told to wait for months.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3_600);

/// The body of an answer.
pub(super) enum AnswerBody {
    /// The whole body.
    Whole(BytesMut),
    /// The body has more bytes than are read.
    TooLarge,
    /// The connection broke before the body's end.
    Broken(reqwest::Error),
}

/// Reads a body of at most `max_bytes` bytes.
pub(super) async fn read_body(mut response: Response, max_bytes: usize) -> AnswerBody {
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > max_bytes => return AnswerBody::TooLarge,
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return AnswerBody::Whole(body),
            Err(error) => return AnswerBody::Broken(error),
        }
    }
}

/// The answer's `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. A date is compared with the answer's own `Date`,
/// so that only the CRM's clock matters.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let written = text(RETRY_AFTER)?;
    let wait = match written.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = |text| httpdate::parse_http_date(text).ok();
            date(written)?.duration_since(date(text(DATE)?)?).unwrap_or_default()
        }
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_passed_on_up_to_one_hour() {
        for (value, expected) in [
            ("0", Some(0)),
            ("30", Some(30)),
            ("999999", Some(3_600)),
            ("-1", None),
            ("1.5", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", Some(480)),
            ("Wed, 21 Oct 2026 07:20:00 GMT", Some(0)),
            ("Wed, 21 Oct 2026 07:00:00 GMT", Some(0)),
            ("Thu, 22 Oct 2026 07:00:00 GMT", Some(3_600)),
            ("2026-10-21", None),
            ("", None),
        ] {
            let date = "Wed, 21 Oct 2026 07:20:00 GMT".parse().unwrap();
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap()), (DATE, date)]);
            assert_eq!(retry_after(&headers).map(|wait| wait.as_secs()), expected, "{value:?}");
        }
        let undated = HeaderMap::from_iter([(RETRY_AFTER, "Wed, 21 Oct 2026 07:28:00 GMT".parse().unwrap())]);
        assert_eq!(retry_after(&undated), None);
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
