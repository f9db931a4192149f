//! `trusted_proxies`: the networks of the web servers whose `X-Forwarded-For` is trusted.

use ipnet::IpNet;

use super::SettingsProblem;
use super::section::Section;

pub(super) fn read(root: &mut Section<'_>, warnings: &mut Vec<String>) -> Vec<IpNet> {
    let networks = root.texts("trusted_proxies", cidr);
    for network in networks.iter().filter(|network| network.prefix_len() == 0) {
        warnings.push(format!(
            "trusted_proxies: {network} contains every address, so that every visitor can send a false address in \
             X-Forwarded-For; list only the networks of your web servers"
        ));
    }
    networks
}

/// Parses a network that a web server can connect from.
fn cidr(text: &str) -> Result<IpNet, SettingsProblem> {
    let network = text.parse().map_err(|_| SettingsProblem::NotACidr { written: text.to_owned() })?;
    if has_peers(&network) {
        Ok(network)
    } else {
        Err(SettingsProblem::CidrWithoutPeers { written: text.to_owned() })
    }
}

/// Whether a peer can have an address of this network. An IPv4 address that is mapped into IPv6 counts as the IPv4
/// address, and so lies in no IPv6 network.
fn has_peers(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => {
            let [first, last] = [network.network(), network.broadcast()];
            let is_multicast = first.is_multicast() && last.is_multicast();
            !(is_multicast || last.is_unspecified() || first.is_broadcast())
        }
        IpNet::V6(network) => {
            let [first, last] = [network.network(), network.broadcast()];
            let is_mapped = first.to_ipv4_mapped().is_some() && last.to_ipv4_mapped().is_some();
            let is_multicast = first.is_multicast() && last.is_multicast();
            !(is_multicast || last.is_unspecified() || is_mapped)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_without_peers_is_refused() {
        for text in
            ["0.0.0.0/32", "::/128", "255.255.255.255/32", "224.0.0.0/4", "ff00::/8", "::ffff:10.0.0.0/104"]
        {
            assert_eq!(cidr(text), Err(SettingsProblem::CidrWithoutPeers { written: text.to_owned() }));
        }
        for text in ["0.0.0.0/0", "::/0", "10.0.0.1/8", "127.0.0.1/32", "::1/128", "172.17.0.1/32"] {
            assert!(cidr(text).is_ok(), "{text}");
        }
    }
}
