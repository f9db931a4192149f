//! `GET /api/forms/{form}`: the form's description, with the token that a submission sends back.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::app::App;
use crate::form::Form;
use crate::origin;
use crate::problem::RequestError;
use crate::token::FORM_TOKEN;

/// Not to be stored: what is cached belongs to one place, and that is here.
pub(super) async fn describe(
    State(app): State<Arc<App>>,
    Extension(form): Extension<Arc<Form>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, RequestError> {
    let description = form.description().await.map_err(|_| RequestError::ConfigUnavailable)?;
    let page = origin::of(&headers, &form.own);
    let token = form.tokens.issue(page, &description.version, app.lasting.clock.now());
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, [(FORM_TOKEN, token)], description.json.clone()))
}
