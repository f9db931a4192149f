//! Ports on this machine: the usual port if it is free, otherwise the next free port.

use crate::error::TaskError;
use std::net::{Ipv4Addr, TcpListener};

/// The number of ports to try. A machine with more servers than this side by side has another problem.
const TRIES: u16 = 50;

/// The ports to try first, in the order of the fields of [`Ports`].
pub(super) const USUAL: [u16; 4] = [8080, 8081, 8090, 9090];

/// A port that was free when it was chosen.
#[derive(Debug)]
pub(super) struct Port {
    wanted: u16,
    chosen: u16,
}

impl Port {
    /// The address for a server to listen on: `127.0.0.1:8080`.
    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.chosen)
    }

    /// The address for a browser, without a trailing slash: `http://127.0.0.1:8080`.
    pub(super) fn url(&self) -> String {
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
}

impl Ports {
    /// Chooses a free port for each server. The listener is that of the partner page, which this process serves itself.
    pub(super) fn choose(wanted: [u16; 4]) -> Result<(Self, TcpListener), TaskError> {
        let [proxy, partner, sandbox, admin] = wanted;
        // Every chosen port stays bound until all are chosen, so that all ports differ.
        let (proxy, _proxy) = free(proxy)?;
        let (partner, listener) = free(partner)?;
        let (sandbox, _sandbox) = free(sandbox)?;
        let (admin, _admin) = free(admin)?;
        Ok((Self { proxy, partner, sandbox, admin }, listener))
    }

    /// A message for each port that is not the usual one.
    pub(super) fn notices(&self) -> Vec<String> {
        let named = [
            ("proxy", &self.proxy),
            ("partner's page", &self.partner),
            ("sandbox", &self.sandbox),
            ("proxy's private listener", &self.admin),
        ];
        let moved = named.into_iter().filter(|(_, port)| port.wanted != port.chosen);
        let notice = |(name, Port { wanted, chosen }): (&str, &Port)| {
            format!("Port {wanted} is taken, the {name} listens on {chosen}.")
        };
        moved.map(notice).collect()
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
    use super::{Port, Ports};
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
    fn servers_that_want_one_taken_port_get_four_later_ports() {
        let (_held, port) = taken();
        let (ports, listener) = Ports::choose([port; 4]).unwrap();
        let mut chosen = [&ports.proxy, &ports.partner, &ports.sandbox, &ports.admin].map(|port| port.chosen);
        assert_eq!(listener.local_addr().unwrap().port(), chosen[1]);
        chosen.sort_unstable();
        assert!(chosen[0] > port && chosen.windows(2).all(|pair| pair[0] < pair[1]), "{chosen:?}");
        assert_eq!(ports.notices().len(), 4);
        assert!(ports.notices()[0].starts_with(&format!("Port {port} is taken, the proxy listens on")));
    }

    #[test]
    fn address_is_on_loopback_and_has_the_chosen_port() {
        let port = Port { wanted: 8080, chosen: 8082 };
        assert_eq!(
            (port.address().as_str(), port.url().as_str()),
            ("127.0.0.1:8082", "http://127.0.0.1:8082")
        );
    }
}
