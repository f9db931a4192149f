//! Finds a visitor's network address. The address is personal data: it is used for counting, and neither logged nor
//! stored.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

/// The address of a connection's peer: the visitor, or a web server in front of the proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The network that stands for one visitor or household: an IPv4 address, or an IPv6 network of 64 bits, which is what
/// a provider assigns to one customer. A host with one address of such a network can use all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    V4([u8; 4]),
    V6([u8; 8]),
}

impl Network {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                Self::V6([a, b, c, d, e, f, g, h])
            }
        }
    }
}

/// Whether an address belongs to a trusted web server in front of the proxy.
pub(crate) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address.to_canonical()))
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The visitor's address. It is the peer's address, unless the peer is a trusted proxy. Then it is the last address in
/// `X-Forwarded-For` that is not a trusted proxy: each proxy appends the address that asked it, so that entries further
/// left may be invented.
///
/// An entry that is not an address ends the search, and the last valid address counts. An address with a port, as some
/// load balancers write it, is accepted. `Forwarded` (RFC 7239) is ignored: proxies that append to `X-Forwarded-For`
/// pass `Forwarded` on as the visitor sent it. An IPv4 address that is mapped into IPv6 counts as the IPv4 address.
pub(crate) fn address(peer: Peer, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.0.to_canonical();
    // Several header lines are one list (RFC 9110, 5.3).
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
    let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    while is_trusted(address, trusted) {
        let Some(next) = entries.next().and_then(parse) else { break };
        address = next.to_canonical();
    }
    address
}

fn parse(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (X_FORWARDED_FOR, line.parse().unwrap())).collect()
    }

    fn trusted() -> Vec<IpNet> {
        ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec()
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_64_bits_of_ipv6() {
        let of = |text: &str| Network::of(ip(text));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:203.0.113.7"), of("203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
    }

    #[test]
    fn last_address_of_no_trusted_proxy_is_the_visitor() {
        for (peer, lines, expected) in [
            ("10.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1,203.0.113.7 ,\t10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1", "203.0.113.7", "10.0.0.2"], "203.0.113.7"),
            ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
            ("::ffff:10.0.0.1", &["::ffff:203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["203.0.113.7:4711"], "203.0.113.7"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7"),
        ] {
            assert_eq!(address(Peer(ip(peer)), &headers(lines), &trusted()), ip(expected), "{lines:?}");
        }
    }

    #[test]
    fn last_good_address_before_a_bad_entry_is_the_visitor() {
        for (lines, expected) in [
            (&[][..], "10.0.0.1"),
            (&["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            (&["203.0.113.7, unknown, 10.0.0.2"], "10.0.0.2"),
            (&["203.0.113.7, "], "10.0.0.1"),
            (&["203.0.113.7, 10.0.0.256"], "10.0.0.1"),
            (&["203.0.113.7 10.0.0.2"], "10.0.0.1"),
        ] {
            assert_eq!(address(Peer(ip("10.0.0.1")), &headers(lines), &trusted()), ip(expected), "{lines:?}");
        }
    }

    #[test]
    fn forwarded_header_is_ignored() {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("forwarded"),
            HeaderValue::from_static("for=203.0.113.7"),
        )]);
        assert_eq!(address(Peer(ip("10.0.0.1")), &headers, &trusted()), ip("10.0.0.1"));
    }

    fn line() -> impl Strategy<Value = HeaderValue> {
        let address = prop_oneof![
            any::<[u8; 4]>().prop_map(|octets| IpAddr::from(octets).to_string()),
            any::<[u8; 16]>().prop_map(|octets| IpAddr::from(octets).to_string()),
            Just("10.0.0.1".to_owned()),
        ];
        prop_oneof![
            prop::collection::vec(address, 0..5).prop_map(|list| list.join(", ").parse().unwrap()),
            prop::collection::vec(any::<u8>(), 0..60)
                .prop_filter_map("no header's value", |bytes| { HeaderValue::from_bytes(&bytes).ok() }),
        ]
    }

    proptest! {
        #[test]
        fn untrusted_peer_cannot_choose_its_address(
            octets: [u8; 16], four: bool, lines in prop::collection::vec(line(), 0..4),
        ) {
            let [a, b, c, d, ..] = octets;
            let peer = if four { IpAddr::from([a, b, c, d]) } else { IpAddr::from(octets) }.to_canonical();
            let trusted = trusted();
            prop_assume!(!trusted.iter().any(|network| network.contains(&peer)));
            let headers: HeaderMap = lines.into_iter().map(|line| (X_FORWARDED_FOR, line)).collect();
            prop_assert_eq!(address(Peer(peer), &headers, &trusted), peer);
        }

        #[test]
        fn visitor_cannot_choose_an_address_behind_a_trusted_proxy(
            octets: [u8; 4], lines in prop::collection::vec(line(), 0..4),
        ) {
            let visitor = IpAddr::from(octets);
            let trusted = trusted();
            prop_assume!(!trusted.iter().any(|network| network.contains(&visitor)));
            let mut headers: HeaderMap = lines.into_iter().map(|line| (X_FORWARDED_FOR, line)).collect();
            headers.append(X_FORWARDED_FOR, visitor.to_string().parse().unwrap());
            prop_assert_eq!(address(Peer(ip("10.0.0.1")), &headers, &trusted), visitor);
        }
    }
}
