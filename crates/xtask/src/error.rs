//! The errors of a task. Each message tells the user what to do or what to look at.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The reason why a task ended early.
#[derive(Debug, Error)]
pub(crate) enum TaskError {
    /// A program failed or took too long, or a server ended by itself or did not answer in time. `details` is the end
    /// of the program's output and the path of its log.
    #[error("{what}.\n\n{details}")]
    Program { what: String, details: String },

    /// A program could not be started.
    #[error("cannot start {program}: {source}")]
    NotStarted { program: String, source: io::Error },

    /// Something is missing that only the user can provide.
    #[error("{what} is missing. {remedy}")]
    Missing { what: &'static str, remedy: String },

    /// A file or folder could not be read or written. The message has the action and the path, see the crate `fs_err`.
    #[error(transparent)]
    File(#[from] io::Error),

    /// A file or folder has unexpected contents.
    #[error("{}: {problem}", path.display())]
    Malformed { path: PathBuf, problem: String },

    /// All ports of the range are in use.
    #[error("no free port from {first} to {last} on 127.0.0.1")]
    NoPort { first: u16, last: u16 },

    /// The user pressed Ctrl-C, or the process received a signal to end.
    #[error("stopped")]
    Stopped,
}

impl TaskError {
    /// The error for a file or folder `path` with unexpected contents.
    pub(crate) fn malformed(path: &Path, problem: impl Display) -> Self {
        Self::Malformed { path: path.to_owned(), problem: problem.to_string() }
    }
}
