//! A port that stays free for one program.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpSocket;

/// The largest number of ports that are tried until a port is free in both address families.
const TRIES: usize = 20;

/// A port of the loopback addresses, 127.0.0.1 and ::1. A socket that is bound and does not listen holds the port: the
/// system gives the port to no other program, and a program that is told the port can listen there, several times if
/// needed. Without the socket, another program could take the port between its choice and its use.
#[derive(Debug)]
pub struct ReservedPort {
    address: SocketAddr,
    _held: [Option<TcpSocket>; 2],
}

impl ReservedPort {
    /// A port that no program uses. Panics if there is none.
    #[expect(clippy::new_without_default, reason = "each call gives another port")]
    pub fn new() -> Self {
        (0..TRIES).find_map(|_| Self::in_both_families().ok()).expect("no port is free in both families")
    }

    fn in_both_families() -> io::Result<Self> {
        let v4 = TcpSocket::new_v4()?;
        let address = hold(&v4, (Ipv4Addr::LOCALHOST, 0).into())?;
        let v6 = match TcpSocket::new_v6() {
            Ok(v6) => match hold(&v6, (Ipv6Addr::LOCALHOST, address.port()).into()) {
                Ok(_) => Some(v6),
                // The machine has no IPv6.
                Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => None,
                Err(error) => return Err(error),
            },
            Err(_) => None,
        };
        Ok(Self { address, _held: [Some(v4), v6] })
    }

    /// The port on 127.0.0.1.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The number of the port.
    pub fn number(&self) -> u16 {
        self.address.port()
    }
}

/// Binds the socket so that another socket may listen at its address.
fn hold(socket: &TcpSocket, address: SocketAddr) -> io::Result<SocketAddr> {
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.local_addr()
}
