//! A Redis server for one test.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::port::ReservedPort;

/// Every test's Redis server needs this password, so that each test can check that the password is shown nowhere.
pub const PASSWORD: &str = "geheim-8c1f";

/// A running Redis server that keeps its data in memory only. Dropping it ends the server.
#[derive(Debug)]
pub struct RedisServer {
    process: Option<Child>,
    port: ReservedPort,
    folder: TempDir,
}

impl RedisServer {
    /// Starts a server without data.
    pub fn start() -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), ReservedPort::new());
        Self { process: Some(run(port.address(), &folder)), port, folder }
    }

    /// The URL with the password, for a store of the proxy.
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@{}", self.port.address())
    }

    /// Ends the server. Its data are lost.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Makes the server answer no request. Its connections stay open.
    pub fn freeze(&self) {
        let process = self.process.as_ref().expect("the Redis server does not run");
        let signal = Command::new("kill").args(["-STOP", &process.id().to_string()]).status().unwrap();
        assert!(signal.success());
    }

    /// Starts the server again, on the same port and without data.
    pub fn start_again(&mut self) {
        assert!(self.process.is_none(), "the Redis server still runs");
        self.process = Some(run(self.port.address(), &self.folder));
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
