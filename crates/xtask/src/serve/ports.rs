//! Ports on this machine: the usual port if it is free, otherwise the next free port.

use crate::error::TaskError;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// The number of ports to try. If all of them are in use, the machine has another problem.
const TRIES: u16 = 50;

/// The servers, in the order of [`choose`], and the ports to try first.
pub(super) const USUAL: [(&str, u16); 4] =
    [("proxy", 8080), ("partner's page", 8081), ("sandbox", 8090), ("proxy's private listener", 9090)];

/// A free address on loopback for each server, and a message for each port that is not the usual one.
pub(super) fn choose(usual: [(&str, u16); 4]) -> Result<([SocketAddr; 4], Vec<String>), TaskError> {
    let mut addresses = usual.map(|(_, port)| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    // Every listener stays open until all ports are chosen, so that all ports differ.
    let (mut listeners, mut notices) = (Vec::new(), Vec::new());
    for ((server, first), address) in usual.into_iter().zip(&mut addresses) {
        let last = first.saturating_add(TRIES);
        let mut open = (first..=last).filter_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
        let listener = open.next().ok_or(TaskError::NoPort { first, last })?;
        *address = listener.local_addr()?;
        if address.port() != first {
            notices.push(format!("Port {first} is taken, the {server} listens on {}.", address.port()));
        }
        listeners.push(listener);
    }
    Ok((addresses, notices))
}

#[cfg(test)]
mod tests {
    use super::choose;
    use std::net::TcpListener;

    #[test]
    fn servers_that_want_one_taken_port_get_four_later_ports() {
        // There have to be ports above the taken one.
        let mut listeners = std::iter::repeat_with(|| TcpListener::bind("127.0.0.1:0").unwrap());
        let held = listeners.find(|held| held.local_addr().unwrap().port() < 65_000).unwrap();
        let taken = held.local_addr().unwrap();
        let (chosen, notices) = choose([("proxy", taken.port()); 4]).unwrap();
        assert!(chosen[0] > taken && chosen.windows(2).all(|pair| pair[0] < pair[1]), "{chosen:?}");
        assert!(chosen.iter().all(|address| address.ip() == taken.ip()));
        let expected = format!("Port {} is taken, the proxy listens on {}.", taken.port(), chosen[3].port());
        assert_eq!((notices.len(), &notices[3]), (4, &expected));
    }
}
