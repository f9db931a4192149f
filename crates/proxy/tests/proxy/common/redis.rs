//! A Redis of a test's own. The unit tests include this file, too.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::net::TcpSocket;

/// Every test's Redis asks for it, so that every test sees whether it shows anywhere.
pub(crate) const PASSWORD: &str = "geheim-8c1f";

/// A running server, in memory only. Dropping it ends it.
pub(crate) struct RedisServer {
    process: Option<Child>,
    address: SocketAddr,
    /// Bound to the address and not listening: the system gives the port to no other program.
    _held: TcpSocket,
    folder: TempDir,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let held = TcpSocket::new_v4().unwrap();
        // So that the server may listen there meanwhile.
        held.set_reuseaddr(true).unwrap();
        held.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = held.local_addr().unwrap();
        Self { process: Some(run(address, &folder)), address, _held: held, folder }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://:{PASSWORD}@{}", self.address)
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Has it answer nobody, without closing a connection.
    pub(crate) fn freeze(&self) {
        let process = self.process.as_ref().expect("it does not run");
        let signal = Command::new("kill").args(["-STOP", &process.id().to_string()]).status().unwrap();
        assert!(signal.success());
    }

    /// On the same port, and empty.
    pub(crate) fn start_again(&mut self) {
        assert!(self.process.is_none(), "it runs");
        self.process = Some(run(self.address, &self.folder));
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(address: SocketAddr, folder: &TempDir) -> Child {
    let mut process = Command::new("redis-server")
        .args([
            "--bind",
            &address.ip().to_string(),
            "--port",
            &address.port().to_string(),
            "--requirepass",
            PASSWORD,
        ])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("redis-server is missing; on Debian: apt-get install redis-server");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("Ready to accept connections")),
        "redis-server did not start"
    );
    // Whatever else it says, it must not wait for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    process
}
