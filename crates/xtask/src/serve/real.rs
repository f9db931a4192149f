//! The settings that this program reads from a configuration file for the real CRM. The proxy itself reads the whole
//! file.

use super::servers::Probe;
use crate::error::TaskError;
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The settings that give the proxy's addresses and forms. The defaults are the same as the proxy's.
#[derive(Debug, Deserialize)]
pub(super) struct RealConfig {
    #[serde(default = "default_listen")]
    listen: String,
    #[serde(default = "default_admin_listen")]
    admin_listen: String,
    public_url: Option<String>,
    #[serde(default)]
    forms: Vec<RealForm>,
}

#[derive(Debug, Deserialize)]
struct RealForm {
    id: String,
}

fn default_listen() -> String {
    "127.0.0.1:8080".to_owned()
}

fn default_admin_listen() -> String {
    "127.0.0.1:9090".to_owned()
}

/// Reads the file. Missing settings are not checked here; the proxy reports them.
pub(super) fn read(file: &Path) -> Result<RealConfig, TaskError> {
    let text = fs::read_to_string(file).map_err(TaskError::file("read", file))?;
    toml::from_str(&text).map_err(|error| TaskError::malformed(file, error.to_string()))
}

impl RealConfig {
    /// The address of each form's page, based on the proxy's public address.
    pub(super) fn onboarding_addresses(&self) -> Vec<String> {
        let base = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", reachable(&self.listen)),
        };
        self.forms.iter().map(|form| format!("{base}/onboarding/{}", form.id)).collect()
    }

    /// The probe that shows whether the proxy is ready.
    pub(super) fn probe(&self) -> Probe {
        Probe::healthy(&format!("http://{}/healthz", reachable(&self.admin_listen)))
    }
}

/// The loopback address for a server that listens on all addresses.
fn reachable(listen: &str) -> String {
    listen.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:")
}

#[cfg(test)]
mod tests {
    use super::{RealConfig, reachable};

    fn config(text: &str) -> RealConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn every_form_has_its_address_below_the_public_one() {
        let config = config(
            r#"
listen = "0.0.0.0:8080"
public_url = "https://forms.example.com/"
[upstream]
base_url = "https://crm.example.com"
[[forms]]
id = "acme"
[[forms]]
id = "umbrella"
"#,
        );
        assert_eq!(
            config.onboarding_addresses(),
            ["https://forms.example.com/onboarding/acme", "https://forms.example.com/onboarding/umbrella"]
        );
    }

    #[test]
    fn listening_address_is_used_without_a_public_address() {
        let config = config("listen = \"0.0.0.0:8000\"\n[[forms]]\nid = \"acme\"");
        assert_eq!(config.onboarding_addresses(), ["http://127.0.0.1:8000/onboarding/acme"]);
    }

    #[test]
    fn a_file_may_leave_the_listeners_to_the_proxys_defaults() {
        let config = config("[[forms]]\nid = \"acme\"");
        assert_eq!(config.onboarding_addresses(), ["http://127.0.0.1:8080/onboarding/acme"]);
        assert_eq!(reachable(&config.admin_listen), "127.0.0.1:9090");
    }
}
