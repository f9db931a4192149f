//! Fetching the form's description.

use customer_form_contract::FormConfig;
use customer_form_contract::wire::{FailCode, Failure};
use gloo_net::http::Request;

use super::{REQUEST_ID, address, json};
use crate::state::LoadError;

/// Fetches the description of a form from its proxy.
pub(crate) async fn load(proxy: &str, form: &str, request_id: &str) -> Result<FormConfig, LoadError> {
    let response = Request::get(&address(proxy, form, ""))
        .header("Accept", "application/json")
        .header(REQUEST_ID, request_id)
        .send()
        .await
        .map_err(|_| LoadError::Unreachable)?;
    let body = response.text().await.map_err(|_| LoadError::Unreachable)?;
    if response.ok() {
        return json::read(&body).map_err(|_| LoadError::Unreadable);
    }
    let failure = json::read::<Failure>(&body).ok();
    let code = failure.and_then(|failure| FailCode::from_code(&failure.code));
    Err(code.map_or(LoadError::Unreadable, LoadError::Refused))
}
