//! Decides which pages may use a form. The server enforces this: CORS alone would only keep a page from reading the
//! answer, after the customer was created.
//!
//! CORS itself is open: every page may read the answer to its own request. A page that is not allowed gets a refusal,
//! which contains only a code. If the page could not read the refusal, it would see a network error, and neither its
//! visitors nor its developer could know that the origin must be added.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use thiserror::Error;

use crate::settings::Origin;

/// The page may not use the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum OriginError {
    /// Every browser sends an Origin header with a POST.
    #[error("the POST request has no Origin header")]
    Missing,
    #[error("the form's `origins` do not contain the origin of the request")]
    NotAllowed,
}

/// Checks that the origin of a request is one of `allowed`, byte for byte.
///
/// A GET or a preflight may have no Origin header, since a browser sends none with a GET of the proxy's own page.
pub(crate) fn admit(method: &Method, headers: &HeaderMap, allowed: &[Origin]) -> Result<(), OriginError> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) if method == Method::POST => Err(OriginError::Missing),
        (None, _) => Ok(()),
        (Some(origin), None)
            if allowed.iter().any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes()) =>
        {
            Ok(())
        }
        (Some(_), _) => Err(OriginError::NotAllowed),
    }
}

/// The origin of the page that may read the answer: the request's own origin, if it is written as browsers write it.
/// `None`: the request has no origin, or one that no browser sends.
pub(crate) fn reader(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    origins.next().filter(|origin| is_serialized(origin.as_bytes()) && origins.next().is_none()).cloned()
}

/// Whether the origin is serialised as in RFC 6454, 6.2: `null` (sandboxed frames, local files), or scheme, host and
/// port. The scheme may be that of a browser extension or an app.
fn is_serialized(origin: &[u8]) -> bool {
    if origin == b"null" {
        return true;
    }
    let Some((scheme, host)) = std::str::from_utf8(origin).ok().and_then(|text| text.split_once("://"))
    else {
        return false;
    };
    let in_scheme = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-' | '.');
    // The brackets are those of an IPv6 address.
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '[' | ']');
    scheme.starts_with(|c: char| c.is_ascii_lowercase())
        && scheme.chars().all(in_scheme)
        && host.chars().all(in_host)
}

/// The origin of the page that a request comes from, after [`admit`] has accepted the request. Without an Origin header
/// it is the proxy's own origin.
pub(crate) fn of<'a>(headers: &'a HeaderMap, own: &'a Origin) -> &'a [u8] {
    headers.get(ORIGIN).map_or(own.as_str().as_bytes(), HeaderValue::as_bytes)
}

/// Lets the page that [`reader`] found read the answer, without credentials, since the API uses none.
pub(crate) fn allow(headers: &mut HeaderMap, reader: Option<HeaderValue>) {
    // Set even without a reader: a cache must not return this answer to another page.
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(reader) = reader {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, reader);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "form-revision, form-token, form-challenge, retry-after, x-request-id, idempotency-replayed",
            ),
        );
    }
}

/// Adds the headers of a preflight's answer. The answer allows every page to send its request. The request itself is
/// refused if its page may not use the form.
pub(crate) fn describe(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, x-request-id, idempotency-key, form-token, form-proof"),
    );
    // Ten minutes: a form is filled in once, and a change of the allowed origins should soon take effect.
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    use customer_form_contract::headers::{OF_ANSWERS, OF_REQUESTS};

    use super::*;

    #[test]
    fn pages_may_use_the_headers_of_the_contract() {
        let mut headers = HeaderMap::new();
        allow(&mut headers, Some(HeaderValue::from_static("null")));
        describe(&mut headers);
        let allowed = format!("content-type, {}", OF_REQUESTS.join(", "));
        assert_eq!(headers[ACCESS_CONTROL_EXPOSE_HEADERS], OF_ANSWERS.join(", "));
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_HEADERS], allowed);
    }

    fn reader_of(origins: &[&str]) -> Option<HeaderValue> {
        reader(
            &origins
                .iter()
                .map(|origin| (ORIGIN, HeaderValue::from_bytes(origin.as_bytes()).unwrap()))
                .collect(),
        )
    }

    #[test]
    fn origins_that_a_browser_writes_are_accepted() {
        for origin in [
            "null",
            "https://acme.example",
            "http://localhost:3000",
            "https://xn--bcher-kva.example",
            "https://[2001:db8::1]:8443",
            "http://intranet_host",
            "file://",
            "moz-extension://0f1e-2d3c",
            "capacitor://localhost",
        ] {
            assert_eq!(reader_of(&[origin]).as_ref().map(HeaderValue::as_bytes), Some(origin.as_bytes()));
        }
    }

    #[test]
    fn origins_that_no_browser_writes_are_refused() {
        for origin in [
            "",
            "*",
            "acme.example",
            "//acme.example",
            "https://acme.example/",
            "https://a@acme.example",
            "https://acme.example?",
            "https://acme.example, https://evil.example",
            "https://acme.example https://evil.example",
            "HTTPS://acme.example",
            "https://аcme.example",
            "data:text/html,a",
        ] {
            assert_eq!(reader_of(&[origin]), None, "{origin}");
        }
        assert_eq!(reader_of(&["https://acme.example", "https://acme.example"]), None);
        assert_eq!(reader_of(&[]), None);
    }
}
