//! Which browser engine the tests run in.

use std::env;

/// Says which, by its id; Chromium if it is not set.
const VARIABLE: &str = "CUSTOMER_FORM_ENGINE";

/// One engine. What one of them cannot do is said in `exceptions.toml` or by the function that cannot do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// The one that this run is for.
    pub(crate) fn chosen() -> Self {
        match env::var(VARIABLE).as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("{VARIABLE}={other}: there are chromium, firefox and webkit"),
        }
    }
}
