//! Ports on this machine: the usual port if it is free, otherwise the next free port.

use crate::error::TaskError;
use std::cell::RefCell;
use std::net::{Ipv4Addr, TcpListener};

/// The number of ports to try. A machine with more servers than this side by side has another problem.
const TRIES: u16 = 50;

/// The ports to try first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) proxy: u16,
    pub(super) partner: u16,
    pub(super) sandbox: u16,
    pub(super) admin: u16,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { proxy: 8080, partner: 8081, sandbox: 8090, admin: 9090 }
    }
}

/// A port that was free when it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Port {
    wanted: u16,
    chosen: u16,
}

impl Port {
    /// The address for a server to listen on: `127.0.0.1:8080`.
    pub(super) fn address(self) -> String {
        format!("127.0.0.1:{}", self.chosen)
    }

    /// The address for a browser, without a trailing slash: `http://127.0.0.1:8080`.
    pub(super) fn url(self) -> String {
        format!("http://{}", self.address())
    }
}

/// One port for each server, all different.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) proxy: Port,
    pub(super) partner: Port,
    pub(super) sandbox: Port,
    pub(super) admin: Port,
    /// The listener of the partner page. It is already open, because this process serves the page itself.
    partner_listener: RefCell<Option<TcpListener>>,
}

impl Ports {
    /// Chooses a free port for each server.
    pub(super) fn choose(wanted: Wanted) -> Result<Self, TaskError> {
        // Every chosen port stays bound until all are chosen, so that all ports differ.
        let (proxy, _proxy) = free(wanted.proxy)?;
        let (partner, partner_listener) = free(wanted.partner)?;
        let (sandbox, _sandbox) = free(wanted.sandbox)?;
        let (admin, _admin) = free(wanted.admin)?;
        Ok(Self { proxy, partner, sandbox, admin, partner_listener: RefCell::new(Some(partner_listener)) })
    }

    /// The listener of the partner page; `None` after the first call.
    pub(super) fn take_partner(&self) -> Option<TcpListener> {
        self.partner_listener.take()
    }

    /// A message for each port that is not the usual one.
    pub(super) fn notices(&self) -> Vec<String> {
        let named = [
            ("proxy", self.proxy),
            ("partner's page", self.partner),
            ("sandbox", self.sandbox),
            ("proxy's private listener", self.admin),
        ];
        let moved = named.into_iter().filter(|(_, port)| port.wanted != port.chosen);
        moved
            .map(|(name, port)| {
                format!("Port {} is taken, the {name} listens on {}.", port.wanted, port.chosen)
            })
            .collect()
    }
}

fn free(wanted: u16) -> Result<(Port, TcpListener), TaskError> {
    let last = wanted.saturating_add(TRIES);
    for chosen in wanted..=last {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, chosen)) {
            return Ok((Port { wanted, chosen }, listener));
        }
    }
    Err(TaskError::NoPort { first: wanted, last })
}

#[cfg(test)]
mod tests {
    use super::{Port, Ports, Wanted, free};
    use std::net::TcpListener;

    /// A port that stays in use while the listener exists, with free port numbers above it.
    fn taken() -> (TcpListener, u16) {
        loop {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            if port < 65_000 {
                return (listener, port);
            }
        }
    }

    #[test]
    fn taken_port_is_replaced_by_a_later_port() {
        let (_held, port) = taken();
        let (found, _listener) = free(port).unwrap();
        assert!(found.chosen > port);
        assert_eq!(found.wanted, port);
    }

    #[test]
    fn four_servers_that_want_one_port_get_four_ports() {
        let (_held, port) = taken();
        let wanted = Wanted { proxy: port, partner: port, sandbox: port, admin: port };
        let ports = Ports::choose(wanted).unwrap();
        let mut chosen = [ports.proxy, ports.partner, ports.sandbox, ports.admin].map(|port| port.chosen);
        chosen.sort_unstable();
        assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]), "{chosen:?}");
        assert_eq!(ports.notices().len(), 4);
        assert!(ports.notices()[0].starts_with(&format!("Port {port} is taken, the proxy listens on")));
    }

    #[test]
    fn address_is_on_loopback_and_has_the_chosen_port() {
        let port = Port { wanted: 8080, chosen: 8082 };
        assert_eq!(port.address(), "127.0.0.1:8082");
        assert_eq!(port.url(), "http://127.0.0.1:8082");
    }
}
