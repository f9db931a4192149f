//! Fetching the form's description.

use customer_form_contract::FormConfig;
use customer_form_contract::wire::{FailCode, Failure};
use gloo_net::http::{Request, Response};
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::answer::wait;
use super::{FORM_CHALLENGE, FORM_TOKEN, REQUEST_ID, RETRY_AFTER, address, json};
use crate::state::LoadError;

/// A form's description.
pub(crate) struct Loaded {
    pub(crate) config: FormConfig,
    /// What a submission sends back, so that the proxy knows which description it was filled in by.
    pub(crate) token: Option<String>,
    /// What the browser has to solve for a submission with that token, as JSON.
    pub(crate) challenge: Option<String>,
}

/// Whether two tokens came with the same description: what stands before a dot says which.
pub(crate) fn of_one_description(one: Option<&str>, other: Option<&str>) -> bool {
    version(one) == version(other)
}

fn version(token: Option<&str>) -> Option<&str> {
    token?.split('.').next()
}

/// Fetches the description of a form from its proxy, or takes what was `asked` for already: a promise of a
/// response. `query` is nothing, or makes an address that was not asked for before: a page's service worker may answer
/// from its cache what was. `told_id` is called with the correlation id that the proxy gave the request: sending one of
/// our own would make every page ask for permission first (a CORS preflight), which is one more round trip before
/// anything is seen.
pub(crate) async fn load(
    proxy: &str,
    form: &str,
    asked: Option<Promise>,
    query: &str,
    told_id: impl FnOnce(String),
) -> Result<Loaded, LoadError> {
    let response = match asked {
        Some(asked) => {
            let response = JsFuture::from(asked).await.map_err(|_| LoadError::Unreachable)?;
            Response::from(response.unchecked_into::<web_sys::Response>())
        }
        None => {
            Request::get(&address(proxy, form, query)).send().await.map_err(|_| LoadError::Unreachable)?
        }
    };
    if let Some(id) = response.headers().get(REQUEST_ID) {
        told_id(id);
    }
    let wait = wait(response.headers().get(RETRY_AFTER));
    let body = response.text().await.map_err(|_| LoadError::Unreachable)?;
    if response.ok() {
        let [token, challenge] = [FORM_TOKEN, FORM_CHALLENGE].map(|name| response.headers().get(name));
        let loaded = |config| Loaded { config, token, challenge };
        return json::read(&body).map(loaded).map_err(|_| LoadError::Unreadable(wait));
    }
    let failure = json::read::<Failure>(&body).ok();
    let code = failure.and_then(|failure| FailCode::from_code(&failure.code));
    Err(code.map_or(LoadError::Unreadable(wait), |code| LoadError::Refused(code, wait)))
}
