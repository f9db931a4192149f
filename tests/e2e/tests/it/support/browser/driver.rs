//! A WebDriver program and its address.

use std::process::{Command, Stdio};

use test_support::port::ReservedPort;
use tokio::net::TcpStream;

use super::super::eventually;
use super::group::Group;

/// A running driver. Dropping it ends the driver and its browser.
pub(super) struct Driver {
    port: ReservedPort,
    /// The driver and its browser.
    pub(super) group: Group,
}

impl Driver {
    /// Starts the driver on this port, and waits until it listens.
    pub(super) async fn start(command: &mut Command, port: ReservedPort) -> Self {
        let mut group = Group::start(command.stdout(Stdio::null()));
        let name = command.get_program().display();
        eventually("a listening WebDriver", async || {
            if let Some(status) = group.ended() {
                panic!("{name} ended before it was ready ({status})");
            }
            TcpStream::connect(port.address()).await.ok()
        })
        .await;
        Self { port, group }
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}", self.port.address())
    }
}
