//! The answers that Laravel gives by itself. Each is JSON for clients that expect JSON. Other clients get the answer
//! for a browser: a redirect or a page.

use axum::Json;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, html};
use serde_json::json;

use super::accept::expects_json;
use super::errors::ValidationErrors;

/// 401, or a redirect to the login page.
pub(crate) fn unauthenticated(headers: &HeaderMap, base_url: &str) -> Response {
    if expects_json(headers) {
        return message(StatusCode::UNAUTHORIZED, "Unauthenticated.");
    }
    redirect(&format!("{base_url}/login"))
}

/// 422, or a redirect back to the page in `Referer`. Without a `Referer`, the redirect goes to the front page.
pub(crate) fn invalid(headers: &HeaderMap, base_url: &str, errors: &ValidationErrors) -> Response {
    if expects_json(headers) {
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(errors)).into_response();
    }
    redirect(base_url)
}

/// 413, for a body larger than `post_max_size`.
pub(crate) fn body_too_large(headers: &HeaderMap) -> Response {
    error(headers, StatusCode::PAYLOAD_TOO_LARGE, "The POST data is too large.")
}

/// 500, without the cause.
pub(crate) fn server_error(headers: &HeaderMap) -> Response {
    error(headers, StatusCode::INTERNAL_SERVER_ERROR, "Server Error")
}

/// 404, for a path without a route.
pub(crate) fn not_found(headers: &HeaderMap, path: &str) -> Response {
    let path = path.trim_start_matches('/');
    error(headers, StatusCode::NOT_FOUND, &format!("The route {path} could not be found."))
}

/// 405, for a path that has a route only for other methods.
pub(crate) fn method_not_allowed(headers: &HeaderMap, method: &str, path: &str, supported: &str) -> Response {
    let path = path.trim_start_matches('/');
    let sentence =
        format!("The {method} method is not supported for route {path}. Supported methods: {supported}.");
    error(headers, StatusCode::METHOD_NOT_ALLOWED, &sentence)
}

fn error(headers: &HeaderMap, status: StatusCode, sentence: &str) -> Response {
    if expects_json(headers) {
        return message(status, sentence);
    }
    let title = status.canonical_reason().unwrap_or("Error");
    (status, page(title)).into_response()
}

fn message(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "message": sentence }))).into_response()
}

fn redirect(location: &str) -> Response {
    (StatusCode::FOUND, [(LOCATION, location.to_owned())], page("Redirecting")).into_response()
}

/// A page as Laravel shows it to a browser: only a title.
pub(crate) fn page(title: &str) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } }
            body { h1 { (title) } }
        }
    };
    Html(page.into_string())
}
