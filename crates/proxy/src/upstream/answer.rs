//! Reads an answer of the CRM, within bounds.

use std::time::Duration;

use bytes::BytesMut;
use http::HeaderMap;
use http::header::RETRY_AFTER;
use reqwest::Response;

/// The longest wait that is passed on; a browser should not be told to come back next year.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3_600);

/// The body of an answer.
pub(super) enum AnswerBody {
    /// All of it.
    Whole(BytesMut),
    /// It has more than the most bytes that are read.
    TooLarge,
    /// It broke off.
    Broken(reqwest::Error),
}

/// Reads at most `max_bytes`.
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

/// `Retry-After` in seconds. The other form, a date, would need two clocks that agree.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_seconds_are_passed_on_and_at_most_an_hour() {
        for (value, expected) in [
            ("0", Some(0)),
            ("30", Some(30)),
            ("999999", Some(3_600)),
            ("-1", None),
            ("1.5", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            assert_eq!(retry_after(&headers).map(|wait| wait.as_secs()), expected, "{value:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
