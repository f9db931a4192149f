//! `GET /api/forms/{form}`: the form's description, with the token that a submission sends back, and what it has to
//! prove.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{AppendHeaders, IntoResponse};

use crate::app::App;
use crate::form::Form;
use crate::origin;
use crate::problem::RequestError;
use crate::proof::FORM_CHALLENGE;
use crate::token::FORM_TOKEN;

/// Not to be stored: what is cached belongs to one place, and that is here.
pub(super) async fn describe(
    State(app): State<Arc<App>>,
    Extension(form): Extension<Arc<Form>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, RequestError> {
    let description = form.description().await.map_err(|_| RequestError::ConfigUnavailable)?;
    let page = origin::of(&headers, &form.own);
    let (written, token) = form.tokens.issue(page, &description.version, app.lasting.clock.now());
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    let challenge = form.proofs.as_ref().map(|proofs| [(FORM_CHALLENGE, proofs.challenge(&token))]);
    Ok((headers, [(FORM_TOKEN, written)], challenge.map(AppendHeaders), description.json.clone()))
}
