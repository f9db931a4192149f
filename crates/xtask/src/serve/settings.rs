//! The configuration file of the proxy for a run against the sandbox.

use super::ports::Ports;

/// The id of the served form.
pub(super) const FORM: &str = "acme";
/// The environment variable from which the proxy reads the CRM's API key.
pub(super) const KEY_VARIABLE: &str = "ACME_API_KEY";

const TEMPLATE: &str = include_str!("sandbox.toml");

/// The text of the configuration file with the addresses of this run.
pub(super) fn for_sandbox(ports: &Ports) -> String {
    fill(&ports.proxy.address(), &ports.admin.address(), &ports.sandbox.url(), &ports.partner.url())
}

fn fill(proxy: &str, admin: &str, sandbox: &str, partner: &str) -> String {
    TEMPLATE
        .replace("{proxy}", proxy)
        .replace("{admin}", admin)
        .replace("{sandbox}", sandbox)
        .replace("{partner}", partner)
}

#[cfg(test)]
mod tests {
    use super::{FORM, KEY_VARIABLE, fill};

    #[test]
    fn settings_file_is_toml_with_every_address() {
        let text = fill("127.0.0.1:8080", "127.0.0.1:9090", "http://127.0.0.1:8090", "http://127.0.0.1:8081");
        let file: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(file["listen"].as_str(), Some("127.0.0.1:8080"));
        assert_eq!(file["admin_listen"].as_str(), Some("127.0.0.1:9090"));
        assert_eq!(file["public_url"].as_str(), Some("http://127.0.0.1:8080"));
        assert_eq!(file["upstream"]["base_url"].as_str(), Some("http://127.0.0.1:8090"));
        let form = &file["forms"][0];
        assert_eq!(form["id"].as_str(), Some(FORM));
        assert_eq!(form["api_key_env"].as_str(), Some(KEY_VARIABLE));
        assert_eq!(form["origins"][0].as_str(), Some("http://127.0.0.1:8081"));
        assert_eq!(form["permissions"]["granted"]["invoice"][0].as_str(), Some("view-invoice"));
        assert!(!text.contains('{'), "a place was left unfilled:\n{text}");
    }
}
