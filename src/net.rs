//! Communication with the proxy.

mod answer;
mod configuration;
mod json;
mod submission;

pub(crate) use configuration::load;
pub(crate) use submission::{Submission, form_data, submit};

/// Returns the address of a form configuration, followed by the path or query `below`. `proxy` must not end with a
/// slash.
fn address(proxy: &str, form: &str, below: &str) -> String {
    let form = String::from(web_sys::js_sys::encode_uri_component(form));
    [proxy, "/api/forms/", &form, below].concat()
}

/// The header with the revision of the form configuration.
const FORM_REVISION: &str = "Form-Revision";

/// The header with a token. The proxy sends the token with the form configuration, and the submission sends it back.
const FORM_TOKEN: &str = "Form-Token";

/// The header with a challenge, which the proxy sends with the form configuration. The submission sends the solution in
/// the header [`FORM_PROOF`].
const FORM_CHALLENGE: &str = "Form-Challenge";
const FORM_PROOF: &str = "Form-Proof";

/// The header with the request id.
const REQUEST_ID: &str = "X-Request-ID";

/// The header that says when to retry.
const RETRY_AFTER: &str = "Retry-After";
