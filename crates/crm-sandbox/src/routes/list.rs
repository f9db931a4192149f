//! The page that lists the customers, and the same list as JSON.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{Html, IntoResponse, Response};

use crate::app::SandboxState;
use crate::laravel::answers;
use crate::page;
use crate::store::{Store, StoreError};

/// Allows only the stylesheet of the sandbox and the stored images: a script in a value could not run even if it were
/// not escaped.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// `GET /`: the page, newest customer first.
pub(super) async fn page(State(app): State<Arc<SandboxState>>, headers: HeaderMap) -> Response {
    let customers = match app.with_store(|store| store.customers()).await {
        Ok(customers) => customers,
        Err(error) => return failed(&headers, &error),
    };
    let page = page::render(&customers, &app.account.definitions());
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The page must always show the latest customers, so it is never cached.
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(page.into_string())).into_response()
}

/// `GET /customers.json`: a list of [`StoredCustomer`](crate::StoredCustomer), oldest first.
pub(super) async fn json(State(app): State<Arc<SandboxState>>, headers: HeaderMap) -> Response {
    match app.with_store(|store: &mut Store| store.customers()).await {
        Ok(customers) => ([(CACHE_CONTROL, "no-store")], Json(customers)).into_response(),
        Err(error) => failed(&headers, &error),
    }
}

pub(super) async fn style() -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, page::STYLE).into_response()
}

fn failed(headers: &HeaderMap, error: &StoreError) -> Response {
    tracing::error!(%error, "cannot read the customers");
    answers::server_error(headers)
}
