//! Settings that stand in the documented file and have no effect yet: their shape is checked, so that a file
//! written today goes on being right.

use super::SettingsProblem;
use super::section::Section;

pub(super) fn read(root: &mut Section<'_>, warnings: &mut Vec<String>) {
    if !root.texts("trusted_proxies", cidr).is_empty() {
        warnings.push("trusted_proxies has no effect yet".to_owned());
    }
    if let Some(mut section) = root.table("store") {
        section.required_text("url", store_url);
        section.finish();
        warnings.push("[store] has no effect yet".to_owned());
    }
}

fn cidr(text: &str) -> Result<ipnet::IpNet, SettingsProblem> {
    text.parse().map_err(|_| SettingsProblem::NotACidr { written: text.to_owned() })
}

fn store_url(text: &str) -> Result<(), SettingsProblem> {
    // Not repeated in the message: a Redis address may carry a password.
    let known = match text.split_once(':') {
        Some(("sqlite", file)) => !file.is_empty(),
        Some(("memory", rest)) => rest.is_empty(),
        Some(("redis" | "rediss", rest)) => rest.strip_prefix("//").is_some_and(|host| !host.is_empty()),
        _ => false,
    };
    if known { Ok(()) } else { Err(SettingsProblem::NotAStore) }
}
