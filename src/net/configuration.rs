//! Fetching a form configuration.

use customer_form_contract::FormConfig;
use customer_form_contract::headers::{FORM_CHALLENGE, FORM_REVISION, FORM_TOKEN, REQUEST_ID, RETRY_AFTER};
use customer_form_contract::wire::{FailCode, Failure};
use gloo_net::http::{Request, Response};
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::answer::wait;
use super::{address, json};
use crate::state::{LoadError, Ticket};

/// Fetches a form configuration from the proxy, or uses `asked`, a promise of the response to a request that has
/// already been sent. `query` is empty, or makes the address unique: a page's service worker may answer a known address
/// from its cache.
///
/// Also returns the request id, which the proxy chooses. A request with its own request id would require a CORS
/// preflight, and the form would be visible one round trip later.
pub(crate) async fn load(
    proxy: &str,
    form: &str,
    asked: Option<Promise>,
    query: &str,
) -> (Option<String>, Result<(FormConfig, Ticket), LoadError>) {
    let response = match asked {
        Some(asked) => JsFuture::from(asked)
            .await
            .map(|response| Response::from(response.unchecked_into::<web_sys::Response>()))
            .ok(),
        None => Request::get(&address(proxy, form, query)).send().await.ok(),
    };
    let Some(response) = response else { return (None, Err(LoadError::Unreachable)) };
    (response.headers().get(REQUEST_ID), read(&response).await)
}

async fn read(response: &Response) -> Result<(FormConfig, Ticket), LoadError> {
    let wait = wait(response.headers().get(RETRY_AFTER));
    let body = response.text().await.map_err(|_| LoadError::Unreachable)?;
    if response.ok() {
        let [revision, token, challenge] =
            [FORM_REVISION, FORM_TOKEN, FORM_CHALLENGE].map(|name| response.headers().get(name));
        let ticket = Ticket { revision, token, challenge };
        return json::read(&body).map(|config| (config, ticket)).map_err(|_| LoadError::Unreadable(wait));
    }
    let failure = json::read::<Failure>(&body).ok();
    let code = failure.and_then(|failure| FailCode::from_code(&failure.code));
    Err(code.map_or(LoadError::Unreadable(wait), |code| LoadError::Refused(code, wait)))
}
