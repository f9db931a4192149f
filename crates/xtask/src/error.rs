//! The errors of a task. Each message tells the user what to do or what to look at.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;
use thiserror::Error;

/// The reason why a task ended early.
#[derive(Debug, Error)]
pub(crate) enum TaskError {
    /// A program reported failure.
    #[error("{what} failed ({status}).\n\n{tail}\nThe whole log: {}", log.display())]
    Failed { what: String, status: ExitStatus, tail: String, log: PathBuf },

    /// A program did not end within its time limit and was stopped.
    #[error("{what} had not ended after {} minutes and was stopped.\n\n{tail}\nThe whole log: {}",
        limit.as_secs() / 60, log.display())]
    TooSlow { what: String, limit: Duration, tail: String, log: PathBuf },

    /// A program could not be started.
    #[error("cannot start {program}: {source}")]
    NotStarted { program: String, source: io::Error },

    /// A program is missing that only the user can install.
    #[error("{what} is missing. {remedy}")]
    Missing { what: &'static str, remedy: String },

    /// A file or folder could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File { action: &'static str, path: PathBuf, source: io::Error },

    /// A file has unexpected contents.
    #[error("{}: {problem}", path.display())]
    Malformed { path: PathBuf, problem: String },

    /// A server ended by itself, or did not answer in time.
    #[error("{what}.\n\n{tail}\nThe whole log: {}", log.display())]
    Server { what: String, tail: String, log: PathBuf },

    /// All ports of the range are in use.
    #[error("no free port from {first} to {last} on 127.0.0.1")]
    NoPort { first: u16, last: u16 },

    /// The user pressed Ctrl-C, or the process received a signal to end.
    #[error("stopped")]
    Stopped,
}

impl TaskError {
    /// Adds the action and the path to an I/O error.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }

    /// The error for a file or folder `path` with unexpected contents.
    pub(crate) fn malformed(path: &Path, problem: impl Into<String>) -> Self {
        Self::Malformed { path: path.to_owned(), problem: problem.into() }
    }
}
