//! `trusted_proxies`: whose word about a visitor's address is believed.

use ipnet::IpNet;

use super::SettingsProblem;
use super::section::Section;

pub(super) fn read(root: &mut Section<'_>, warnings: &mut Vec<String>) -> Vec<IpNet> {
    let networks = root.texts("trusted_proxies", cidr);
    for network in networks.iter().filter(|network| network.prefix_len() == 0) {
        warnings.push(format!("trusted_proxies: {network} lets every visitor choose an address"));
    }
    networks
}

fn cidr(text: &str) -> Result<IpNet, SettingsProblem> {
    text.parse().map_err(|_| SettingsProblem::NotACidr { written: text.to_owned() })
}
