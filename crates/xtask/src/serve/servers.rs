//! The servers that run as child processes: starts them, waits until they are ready, and watches them.

use crate::error::TaskError;
use crate::shell::{ChildGroup, Shell, tail};
use std::fs;
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
    group: ChildGroup,
}

impl Server {
    /// Starts the server with its output in `log`.
    pub(super) fn start(name: &'static str, command: &mut Command, log: &Path) -> Result<Self, TaskError> {
        let group = ChildGroup::start(command, log)?;
        Ok(Self { name, log: log.to_owned(), group })
    }

    /// Fails with the end of the log if the server has ended.
    pub(super) fn check(&mut self) -> Result<(), TaskError> {
        match self.group.ended()? {
            Some(status) => Err(self.error(format!("{} ended by itself ({status})", self.name))),
            None => Ok(()),
        }
    }

    fn error(&self, what: String) -> TaskError {
        let log = fs::read(&self.log).unwrap_or_default();
        TaskError::Server {
            what,
            tail: tail(&String::from_utf8_lossy(&log), TAIL_LINES),
            log: self.log.clone(),
        }
    }
}

/// A request that a server answers once it is ready.
#[derive(Debug)]
pub(super) struct Probe {
    url: String,
    /// Whether only an answer with status 200 counts. If false, any answer counts.
    must_be_ok: bool,
}

impl Probe {
    /// Ready when the server sends any HTTP answer.
    pub(super) fn any(url: &str) -> Self {
        Self { url: url.to_owned(), must_be_ok: false }
    }

    /// Ready when the server answers with success.
    pub(super) fn healthy(url: &str) -> Self {
        Self { url: url.to_owned(), must_be_ok: true }
    }

    fn answered(&self, agent: &ureq::Agent) -> bool {
        match agent.get(&self.url).call() {
            Ok(_) => true,
            Err(ureq::Error::StatusCode(_)) => !self.must_be_ok,
            Err(_) => false,
        }
    }
}

/// Waits until every server answers its probe. The first probe belongs to the first server, and so on.
pub(super) fn wait_for(shell: &Shell, servers: &mut [Server], probes: &[Probe]) -> Result<(), TaskError> {
    let agent = ureq::Agent::new_with_config(
        // Requests from this machine to itself must not use an HTTP proxy from the environment.
        ureq::Agent::config_builder().timeout_global(Some(ASK)).proxy(None).build(),
    );
    let deadline = Instant::now() + START;
    for (position, probe) in probes.iter().enumerate() {
        while !probe.answered(&agent) {
            for server in servers.iter_mut() {
                server.check()?;
            }
            if Instant::now() > deadline {
                let what = format!("no answer from {} within {} seconds", probe.url, START.as_secs());
                return Err(match servers.get(position) {
                    Some(server) => server.error(format!("{}: {what}", server.name)),
                    None => TaskError::malformed(Path::new(&probe.url), what),
                });
            }
            shell.pause()?;
        }
    }
    Ok(())
}
