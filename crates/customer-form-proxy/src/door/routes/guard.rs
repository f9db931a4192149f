//! The guard of the API: it finds the form and checks whether the requesting page may use it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::address;
use crate::door::access::{self, Facts};
use crate::door::origin;
use crate::door::problem::RequestError;
use crate::door::visitor::Peer;
use crate::form::Form;
use crate::operations::state::ProxyState;
use crate::submission::intake::RequestBody;

/// Finds the form for the handlers and refuses pages that may not use it. Every page may read the answer to its own
/// request, also a refusal, see [`origin`].
pub(super) async fn guard(
    State(app): State<Arc<ProxyState>>,
    path: Result<Path<String>, PathRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = path.map(|Path(id)| id).unwrap_or_default();
    let reader = origin::reader(request.headers());
    let form = app.forms.get(&id);
    if let (Some(_), Some(facts)) = (form, request.extensions().get::<Facts>()) {
        // Only this code sets the form, so it is not set before.
        let _ = facts.form.set(id);
    }
    let admitted = admit(&request, form);
    // A preflight succeeds even for a page that is refused. Otherwise the browser would not send the request, and the
    // page would not get the reason of the refusal.
    let is_preflight = *request.method() == Method::OPTIONS && (admitted.is_ok() || reader.is_some());
    let mut response = match admitted {
        _ if is_preflight => preflight(),
        Ok(form) => {
            request.extensions_mut().insert(Arc::clone(form));
            access::run(request, next).await
        }
        Err(error) => {
            if reader.is_some() {
                drain(&app, request).await;
            }
            error.into_response()
        }
    };
    origin::allow(response.headers_mut(), reader);
    response
}

fn admit<'a>(request: &Request, form: Option<&'a Arc<Form>>) -> Result<&'a Arc<Form>, RequestError> {
    let form = form.ok_or(RequestError::UnknownForm)?;
    origin::admit(request.method(), request.headers(), &form.origins)?;
    Ok(form)
}

/// Reads a refused body for a short time, as [`super::customers::create`] does.
async fn drain(app: &ProxyState, request: Request) {
    let received = request.extensions().get::<Facts>().map(|facts| Arc::clone(&facts.received_bytes));
    let body = request.into_body();
    RequestBody::new(body, app.body_bytes, app.timeouts, received.unwrap_or_default()).drain().await;
}

/// The fallback for unknown paths. It redirects to a form's page if the path is similar to the page's, and answers 404
/// otherwise. A page that called the API may read the 404.
pub(super) async fn nowhere(
    State(app): State<Arc<ProxyState>>,
    Extension(peer): Extension<Peer>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if matches!(method, Method::GET | Method::HEAD)
        && let Some(form) = address::form(&app, uri.path())
        && let Some(redirect) = address::redirect(&app, form, &uri, &headers, peer)
    {
        return redirect;
    }
    let reader = origin::reader(&headers).filter(|_| uri.path().starts_with("/api/"));
    if reader.is_none() {
        return RequestError::NotFound.into_response();
    }
    let is_preflight = method == Method::OPTIONS;
    let mut response = if is_preflight { preflight() } else { RequestError::NotFound.into_response() };
    origin::allow(response.headers_mut(), reader);
    response
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    origin::describe(response.headers_mut());
    response
}
