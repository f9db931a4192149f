//! `GET /api/forms/{form}`: the form configuration, with the token that a submission sends back, and the challenge of
//! its proof of work. With the query `?view`, the answer also has the rendered form.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, Uri};
use axum::response::{AppendHeaders, IntoResponse};

use crate::door::origin;
use crate::door::problem::RequestError;
use crate::door::proof::FORM_CHALLENGE;
use crate::door::token::{FORM_REVISION, FORM_TOKEN};
use crate::form::Form;
use crate::operations::state::ProxyState;

/// The answer must not be stored by caches: the proxy itself caches the form configuration.
pub(super) async fn form_config(
    State(app): State<Arc<ProxyState>>,
    Extension(form): Extension<Arc<Form>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<impl IntoResponse, RequestError> {
    let served = form.served_config().await.map_err(|_| RequestError::ConfigUnavailable)?;
    let page = origin::of(&headers, &form.own);
    let (written, token) = form.tokens.issue(page, &served.revision, app.lasting.clock.now());
    let accept = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    // Compression is safe here: the body contains no secret, and nothing from the request.
    let (encoding, body) =
        if asks_for_view(&uri) { served.encoded_with_view(accept) } else { served.encoded(accept) };
    let headers =
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store"), (VARY, "accept-encoding")];
    let encoding = encoding.name().map(|name| [(CONTENT_ENCODING, name)]);
    let challenge = form.proofs.as_ref().map(|proofs| [(FORM_CHALLENGE, proofs.challenge(&token))]);
    let token = [(FORM_REVISION, served.revision.clone()), (FORM_TOKEN, written)];
    Ok((headers, encoding.map(AppendHeaders), token, challenge.map(AppendHeaders), body))
}

/// Whether the query has the parameter `view`, with any value.
fn asks_for_view(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "view")
}
