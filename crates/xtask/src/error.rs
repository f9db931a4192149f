//! What can go wrong in a task, in sentences that a person can act on.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;
use thiserror::Error;

/// Why a task ended early.
#[derive(Debug, Error)]
pub(crate) enum TaskError {
    /// A program ran and reported failure.
    #[error("{what} failed ({status}).\n\n{tail}\nThe whole log: {}", log.display())]
    Failed { what: String, status: ExitStatus, tail: String, log: PathBuf },

    /// A program did not end within its time and was stopped.
    #[error("{what} had not ended after {} minutes and was stopped.\n\n{tail}\nThe whole log: {}",
        limit.as_secs() / 60, log.display())]
    TooSlow { what: String, limit: Duration, tail: String, log: PathBuf },

    /// A program could not be started at all.
    #[error("cannot start {program}: {source}")]
    NotStarted { program: String, source: io::Error },

    /// Something that only the person at the machine can install.
    #[error("{what} is missing. {remedy}")]
    Missing { what: &'static str, remedy: String },

    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },

    /// A file was read but does not hold what it should.
    #[error("{}: {problem}", path.display())]
    Malformed { path: PathBuf, problem: String },

    /// A server that was started ended, or did not answer in time.
    #[error("{what}.\n\n{tail}\nThe whole log: {}", log.display())]
    Server { what: String, tail: String, log: PathBuf },

    /// Nothing can listen where this project wants to.
    #[error("no free port from {first} to {last} on 127.0.0.1")]
    NoPort { first: u16, last: u16 },

    /// Ctrl-C, or a request to end.
    #[error("stopped")]
    Stopped,
}

impl TaskError {
    /// Wraps an I/O error with what was being done to which path.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }

    /// Says that `path` holds something else than expected.
    pub(crate) fn malformed(path: &Path, problem: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_owned(), problem: problem.into() }
    }
}
