//! A Redis server for one test. The unit tests include this file, too.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tokio::net::TcpSocket;

/// Every test's Redis server needs this password, so that each test can check that the password is shown nowhere.
pub(crate) const PASSWORD: &str = "geheim-8c1f";

/// A running Redis server that keeps its data in memory only. Dropping it ends the server.
pub(crate) struct RedisServer {
    process: Option<Child>,
    address: SocketAddr,
    /// A socket that is bound to the address and does not listen: the system gives the port to no other program.
    _held: TcpSocket,
    folder: TempDir,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let held = TcpSocket::new_v4().unwrap();
        // Allows the Redis server to listen on the same port.
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

    /// Makes the server answer no request. Its connections stay open.
    pub(crate) fn freeze(&self) {
        let process = self.process.as_ref().expect("the Redis server does not run");
        let signal = Command::new("kill").args(["-STOP", &process.id().to_string()]).status().unwrap();
        assert!(signal.success());
    }

    /// Starts the server again, on the same port and without data.
    pub(crate) fn start_again(&mut self) {
        assert!(self.process.is_none(), "the Redis server still runs");
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
    // The server must not wait for a reader of its further output.
    std::thread::spawn(move || lines.for_each(drop));
    process
}
