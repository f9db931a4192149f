//! The browser engine in which the tests run.

use std::env;

/// The environment variable with the engine's id. The default is Chromium.
const VARIABLE: &str = "CUSTOMER_FORM_ENGINE";

/// A browser engine. What an engine cannot do is listed in `.config/nextest.toml` or at the function that it cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    /// The engine of this run.
    pub(crate) fn chosen() -> Self {
        match env::var(VARIABLE).as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("{VARIABLE}={other}: valid values are chromium, firefox and webkit"),
        }
    }
}
