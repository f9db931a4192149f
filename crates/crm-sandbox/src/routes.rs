//! All routes of the sandbox.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, Method, Uri};
use axum::middleware;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use secrecy::ExposeSecret;

use crate::app::SandboxState;
use crate::laravel::answers;

mod control;
mod custom_fields;
mod customers;
mod files;
mod list;

pub(crate) fn router(app: Arc<SandboxState>) -> Router {
    let control = Router::new()
        .route("/control", delete(control::reset))
        .route("/control/next", put(control::plan))
        .route("/control/custom-fields", put(control::set_fields))
        // No size limit, because a test may set custom fields that exceed every limit of the proxy.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(control::loopback_only));

    Router::new()
        .route("/api/customers", post(customers::create).fallback(post_only))
        .route("/api/custom-fields", get(custom_fields::show).fallback(get_only))
        .route("/", get(list::page))
        .route("/style.css", get(list::style))
        .route("/customers.json", get(list::json))
        .route("/files/{id}", get(files::download))
        // Laravel redirects clients that are not logged in to this page. A client that follows redirects gets its
        // 200.
        .route("/login", get(async || answers::page("Log in")))
        .merge(control)
        .fallback(not_found)
        .with_state(app)
}

/// Whether a request has the API key, read like Laravel's `bearerToken`.
fn has_key(headers: &HeaderMap, app: &SandboxState) -> bool {
    let header = headers.get("authorization").and_then(|value| value.to_str().ok());
    header.and_then(|value| value.strip_prefix("Bearer ")) == Some(app.api_key.expose_secret())
}

async fn post_only(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    answers::method_not_allowed(&headers, method.as_str(), uri.path(), "POST")
}

async fn get_only(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    answers::method_not_allowed(&headers, method.as_str(), uri.path(), "GET, HEAD")
}

async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    answers::not_found(&headers, uri.path())
}
