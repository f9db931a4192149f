//! Communication with the proxy.

mod answer;
mod configuration;
mod json;
mod submission;

pub(crate) use configuration::load;
pub(crate) use submission::{Submission, form_data, submit};

/// Returns the address of a form's configuration, or of the path `below` it. `proxy` must not end with a slash.
fn address(proxy: &str, form: &str, below: &str) -> String {
    let form = String::from(web_sys::js_sys::encode_uri_component(form));
    [proxy, "/api/forms/", &form, below].concat()
}

/// The header with the revision of the configuration.
const FORM_REVISION: &str = "Form-Revision";

/// The header with a token. The proxy sends it with the configuration, and the submission sends it back.
const FORM_TOKEN: &str = "Form-Token";

/// The header with a challenge, which comes with the configuration, and the header with the solution, which goes with
/// the submission.
const FORM_CHALLENGE: &str = "Form-Challenge";
const FORM_PROOF: &str = "Form-Proof";

/// The header with the request id.
const REQUEST_ID: &str = "X-Request-ID";

/// The header that says when to retry.
const RETRY_AFTER: &str = "Retry-After";
