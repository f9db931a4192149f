//! A proxy in the test's process.

use std::path::Path;

use customer_form_proxy::settings::InvalidSettings;
use customer_form_proxy::{Assets, Proxy, RunningProxy, Settings};

use crate::program::{KEY, OTHER_KEY};

/// The settings of a configuration file.
///
/// # Errors
/// The mistakes in the file.
pub fn try_settings(toml: &str) -> Result<Settings, InvalidSettings> {
    let env = |name: &str| match name {
        "ACME_API_KEY" => Some(KEY.to_owned()),
        "OTHER_API_KEY" => Some(OTHER_KEY.to_owned()),
        _ => None,
    };
    Settings::from_toml(toml, Path::new(""), &env)
}

/// The settings of a valid configuration file.
pub fn settings(toml: &str) -> Settings {
    try_settings(toml).unwrap()
}

/// Starts a proxy with a configuration file and the browser's files.
pub async fn start(toml: &str, assets: Assets) -> RunningProxy {
    Proxy::start(settings(toml), assets).await.unwrap()
}
