//! Settings that stand in the documented file and have no effect yet: their shape is checked, so that a file
//! written today goes on being right.

use super::SettingsProblem;
use super::section::Section;

pub(super) fn read(root: &mut Section<'_>, warnings: &mut Vec<String>) {
    if !root.texts("trusted_proxies", cidr).is_empty() {
        warnings.push("trusted_proxies has no effect yet".to_owned());
    }
}

fn cidr(text: &str) -> Result<ipnet::IpNet, SettingsProblem> {
    text.parse().map_err(|_| SettingsProblem::NotACidr { written: text.to_owned() })
}
