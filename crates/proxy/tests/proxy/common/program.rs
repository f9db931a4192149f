//! The program in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};

use super::{KEY, OTHER_KEY, PATIENCE};

pub(crate) struct Program {
    process: Child,
    pub(crate) address: String,
    file: PathBuf,
    log: Receiver<String>,
}

impl Program {
    /// Serves by a file `proxy.toml` in `folder`.
    pub(crate) fn start(toml: &str, folder: &Path) -> Self {
        let file = folder.join("proxy.toml");
        std::fs::write(&file, toml).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_customer-form-proxy"))
            .args(["serve", "--config"])
            .arg(&file)
            .env("ACME_API_KEY", KEY)
            .env("OTHER_API_KEY", OTHER_KEY)
            .env_remove("RUST_LOG")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (sender, log) = channel();
        // It must not wait for a reader.
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        let mut program = Self { process, address: String::new(), file, log };
        let listening = program.says("listening address=");
        let (_, address) = listening.split_once("listening address=").unwrap();
        program.address = address.split(' ').next().unwrap().to_owned();
        program
    }

    /// Waits for a line of the log with this text.
    pub(crate) fn says(&self, text: &str) -> String {
        loop {
            let line = self.log.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not say {text}"));
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Writes its file anew, and tells it.
    pub(crate) fn reload(&self, toml: &str) {
        std::fs::write(&self.file, toml).unwrap();
        self.signal("-HUP");
    }

    /// Tells it to stop.
    pub(crate) fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Waits until it has stopped.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.process.wait().unwrap()
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.wait()
    }

    /// Without a chance to write anything down.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn signal(&self, signal: &str) {
        let killed = Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}
