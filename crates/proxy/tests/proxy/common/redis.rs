//! A Redis of a test's own. The unit tests include this file, too.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Every test's Redis asks for it, so that every test sees whether it shows anywhere.
pub(crate) const PASSWORD: &str = "geheim-8c1f";

/// How often another port is tried: somebody may take a free one first.
const TRIES: usize = 20;

/// A running server, in memory only. Dropping it ends it.
pub(crate) struct RedisServer {
    process: Option<Child>,
    port: u16,
    folder: TempDir,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..TRIES {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if let Some(process) = run(port, &folder) {
                return Self { process: Some(process), port, folder };
            }
        }
        panic!("redis-server found no free port");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}", self.port)
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
        self.process = Some(run(self.port, &self.folder).expect("somebody took the port meanwhile"));
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// `None`: it ended, since the port is taken.
fn run(port: u16, folder: &TempDir) -> Option<Child> {
    let mut process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--requirepass", PASSWORD])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("redis-server is missing; on Debian: apt-get install redis-server");
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    if lines.any(|line| line.unwrap().contains("Ready to accept connections")) {
        // Whatever else it says, it must not wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Some(process)
    } else {
        process.wait().unwrap();
        None
    }
}
