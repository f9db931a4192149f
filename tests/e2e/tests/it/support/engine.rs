//! The browser engine in which the tests run.

use std::env;

/// The environment variable with the engine's id. The default is Chromium.
const VARIABLE: &str = "CUSTOMER_FORM_ENGINE";

/// A browser engine. `.config/nextest.toml` lists the tests that an engine cannot run. The comment of a helper says if
/// only some engines support it.
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
