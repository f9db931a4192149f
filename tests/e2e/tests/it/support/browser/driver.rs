//! A WebDriver program and its address.

use std::process::{Command, Stdio};

use tokio::net::TcpStream;

use super::super::eventually;
use super::super::port::ReservedPort;
use super::group::Group;

/// A running driver. Dropping it ends the driver and its browser.
pub(super) struct Driver {
    port: ReservedPort,
    _program: Group,
}

impl Driver {
    /// Starts the driver on this port, and waits until it listens.
    pub(super) async fn start(command: &mut Command, port: ReservedPort) -> Self {
        let mut program = Group::start(command.stdout(Stdio::null()));
        let name = command.get_program().display();
        eventually("a listening WebDriver", async || {
            if let Some(status) = program.ended() {
                panic!("{name} ended before it was ready ({status})");
            }
            TcpStream::connect(port.address()).await.ok()
        })
        .await;
        Self { port, _program: program }
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}", self.port.address())
    }
}
