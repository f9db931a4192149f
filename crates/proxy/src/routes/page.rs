//! `GET /onboarding/{form}`: the form on a page of its own.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::assets::{not_built, serve};
use crate::app::App;

/// For what is said in the page's place.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// The page needs none of these.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

const UNKNOWN: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>No such form</title>\
    <h1>No such form</h1><p>Please check the address, or ask whoever gave it to you.</p></html>\n";

/// The page, which the browser asks about each time: it names the current files.
pub(super) async fn onboarding(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let form = path.ok().and_then(|Path(form)| app.forms.get(&form));
    let Some(form) = form else { return instead(StatusCode::NOT_FOUND, UNKNOWN) };
    let view = form.page.alone();
    let Some(html) = form.page.html(view, &app.assets) else { return not_built() };
    unframed(guarded(serve(html, &headers, "no-cache"), view.policy.clone()))
}

/// A few plain words.
fn instead(status: StatusCode, html: &'static str) -> Response {
    let response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    unframed(guarded(response, HeaderValue::from_static(NOTHING)))
}

/// The policy says so, too; this is for browsers that do not read that part of it.
fn unframed(mut response: Response) -> Response {
    response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

fn guarded(mut response: Response, policy: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
