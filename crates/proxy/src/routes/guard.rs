//! The API's door: which form, and whether this page may use it.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::Facts;
use crate::app::App;
use crate::origin;
use crate::problem::RequestError;

/// Finds the form for the handlers behind it, refuses foreign pages, and lets the page read every answer, the
/// refusals included.
pub(super) async fn guard(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = path.map(|Path(id)| id).unwrap_or_default();
    let (method, headers) = (request.method().clone(), request.headers());
    let Some(form) = app.forms.get(&id) else {
        // A partner who misspelled the form's id should see that, and not a network error.
        let known =
            app.forms.values().find_map(|form| origin::admit(&Method::GET, headers, &form.origins).ok());
        // The preflight has to succeed for that, or the browser does not even ask.
        let mut response =
            if method == Method::OPTIONS { preflight() } else { RequestError::UnknownForm.into_response() };
        origin::allow(response.headers_mut(), known.flatten());
        return response;
    };
    if let Some(facts) = request.extensions().get::<Facts>() {
        // The first to set it is the only one.
        let _ = facts.form.set(id);
    }
    let page = match origin::admit(&method, headers, &form.origins) {
        Ok(page) => page,
        Err(error) => {
            let mut response = RequestError::from(error).into_response();
            origin::allow(response.headers_mut(), None);
            return response;
        }
    };
    let mut response = if method == Method::OPTIONS {
        preflight()
    } else {
        request.extensions_mut().insert(Arc::clone(form));
        next.run(request).await
    };
    origin::allow(response.headers_mut(), page);
    response
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    origin::describe(response.headers_mut());
    response
}
