//! The servers that run as child processes: starts them, waits until they are ready, and watches them.

use crate::error::TaskError;
use crate::shell::{Group, Shell, tail};
use fs_err as fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The longest time until a server answers. The servers load nothing, so even a loaded machine needs far less.
const START: Duration = Duration::from_secs(30);
/// The time limit for one request to a server.
const ASK: Duration = Duration::from_secs(2);
/// The number of log lines to show when a server has ended; enough to see the reason.
const TAIL_LINES: usize = 30;

/// A running server. Dropping it ends the server.
#[derive(Debug)]
pub(super) struct Server {
    name: &'static str,
    log: PathBuf,
    group: Group,
}

impl Server {
    /// Starts the server `name`, such as "The proxy", with its output in `proxy.log` in `folder`.
    pub(super) fn start(name: &'static str, command: &mut Command, folder: &Path) -> Result<Self, TaskError> {
        let log = folder.join(name.trim_start_matches("The ")).with_extension("log");
        Ok(Self { name, group: Group::start(command, &log)?, log })
    }

    /// Fails with the end of the log if the server has ended.
    fn check(&mut self) -> Result<(), TaskError> {
        match self.group.ended()? {
            Some(status) => Err(self.error(&format!("ended by itself ({status})"))),
            None => Ok(()),
        }
    }

    fn error(&self, problem: &str) -> TaskError {
        let log = fs::read(&self.log).unwrap_or_default();
        let tail = tail(&String::from_utf8_lossy(&log), TAIL_LINES);
        let details = format!("{tail}\nThe whole log: {}", self.log.display());
        TaskError::Program { what: format!("{} {problem}", self.name), details }
    }
}

/// Waits until every server answers a request to its address with success. Fails if a server ends or is too slow.
pub(super) fn wait_for(shell: &Shell, servers: &mut [Server], urls: &[String]) -> Result<(), TaskError> {
    let agent = ureq::Agent::new_with_config(
        // Requests from this machine to itself must not use an HTTP proxy from the environment.
        ureq::Agent::config_builder().timeout_global(Some(ASK)).proxy(None).build(),
    );
    let deadline = Instant::now() + START;
    for (position, url) in urls.iter().enumerate() {
        while agent.get(url).call().is_err() {
            servers.iter_mut().try_for_each(Server::check)?;
            if let Some(server) = servers.get(position).filter(|_| Instant::now() > deadline) {
                let seconds = START.as_secs();
                return Err(server.error(&format!("has not answered at {url} within {seconds} seconds")));
            }
            shell.pause()?;
        }
    }
    Ok(())
}

/// Waits until Ctrl-C, which is the normal end and not an error. A server that ends by itself is an error.
pub(super) fn until_stopped(shell: &Shell, servers: &mut [Server]) -> Result<(), TaskError> {
    while shell.pause().is_ok() {
        servers.iter_mut().try_for_each(Server::check)?;
    }
    println!("\nStopping.");
    Ok(())
}
