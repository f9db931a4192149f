//! Which pages may use a form. Enforced here, on the server: CORS alone would only keep a page from reading the
//! answer, after the customer was created.

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

/// The origin of a request, if it is one of `allowed`, byte for byte.
///
/// A GET or a preflight may be without: a page of our own origin does not send it with a GET.
pub(crate) fn admit(
    method: &Method,
    headers: &HeaderMap,
    allowed: &[Origin],
) -> Result<Option<HeaderValue>, OriginError> {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (None, _) if method == Method::POST => Err(OriginError::Missing),
        (None, _) => Ok(None),
        (Some(origin), None)
            if allowed.iter().any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes()) =>
        {
            Ok(Some(origin.clone()))
        }
        (Some(_), _) => Err(OriginError::NotAllowed),
    }
}

/// The origin of the page that a request comes from, if [`admit`] let it in: our own sends none with a GET.
pub(crate) fn of<'a>(headers: &'a HeaderMap, own: &'a Origin) -> &'a [u8] {
    headers.get(ORIGIN).map_or(own.as_str().as_bytes(), HeaderValue::as_bytes)
}

/// Lets the page of that origin read the answer. Without credentials: there are none.
pub(crate) fn allow(headers: &mut HeaderMap, origin: Option<HeaderValue>) {
    // Even without: a cache must not give this answer to another page.
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "form-token, form-challenge, retry-after, x-request-id, idempotency-replayed",
            ),
        );
    }
}

/// What a preflight asks for.
pub(crate) fn describe(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, x-request-id, idempotency-key, form-token, form-proof"),
    );
    // Ten minutes: a form is filled in once, and a change of the origins should soon show.
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}
