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
