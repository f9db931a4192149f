//! `GET /api/forms/{form}`: the form's description, with the token that a submission sends back.

use std::sync::Arc;

use axum::Extension;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::form::Form;
use crate::origin::FORM_TOKEN;
use crate::problem::RequestError;

/// Not to be stored: what is cached belongs to one place, and that is here.
pub(super) async fn describe(
    Extension(form): Extension<Arc<Form>>,
) -> Result<impl IntoResponse, RequestError> {
    let description = form.description().await.map_err(|_| RequestError::ConfigUnavailable)?;
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    Ok((headers, [(FORM_TOKEN, description.token.clone())], description.json.clone()))
}
