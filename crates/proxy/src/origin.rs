//! Which pages may use a form. Enforced here, on the server: CORS alone would only keep a page from reading the
//! answer, after the customer was created.
//!
//! CORS itself is open: every page may read the answer to its own request. To a page that is not allowed that answer is
//! a refusal, which carries nothing but a code. Without it the page would see a network error, and neither its visitors
//! nor its developer could tell that the origin has to be added.

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
    /// Every browser sends one with a POST.
    #[error("a POST without an Origin header")]
    Missing,
    #[error("an Origin that is not among the form's")]
    NotAllowed,
}

/// Whether the origin of a request is one of `allowed`, byte for byte.
///
/// A GET or a preflight may be without: a page of our own origin does not send it with a GET.
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

/// The origin of the page that may read the answer to a request: the request's own, as a browser writes it. `None`: the
/// request has no origin, or one that comes from no browser.
pub(crate) fn reader(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(ORIGIN).iter();
    origins.next().filter(|origin| is_serialized(origin.as_bytes()) && origins.next().is_none()).cloned()
}

/// RFC 6454, 6.2: `null` (sandboxed frames, local files), or scheme, host and port. The scheme may be an extension's or
/// an app's.
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

/// The origin of the page that a request comes from, if [`admit`] let it in: our own sends none with a GET.
pub(crate) fn of<'a>(headers: &'a HeaderMap, own: &'a Origin) -> &'a [u8] {
    headers.get(ORIGIN).map_or(own.as_str().as_bytes(), HeaderValue::as_bytes)
}

/// Lets the page that [`reader`] found read the answer. Without credentials: there are none.
pub(crate) fn allow(headers: &mut HeaderMap, reader: Option<HeaderValue>) {
    // Even without: a cache must not give this answer to another page.
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

/// What a preflight asks for. It allows a request to be made, and the request itself is refused if its page may not use
/// the form.
pub(crate) fn describe(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, x-request-id, idempotency-key, form-token, form-proof"),
    );
    // Ten minutes: a form is filled in once, and a change of the origins should soon show.
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    use super::*;

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
