//! Where things are: the project's root, cargo's target folder, the tools folder.

use crate::error::TaskError;
use std::env;
use std::path::{Path, PathBuf};

/// The variable that moves the tools folder out of the project, for machines that clone it again and again.
pub(crate) const TOOLS_VARIABLE: &str = "CUSTOMER_FORM_TOOLS";

/// The folders that every task works in. All paths are absolute.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// Where tools are installed, one folder per tool and version.
    pub(crate) tools: PathBuf,
}

impl Project {
    /// Finds the folders from this program's own place and the environment.
    pub(crate) fn locate() -> Result<Self, TaskError> {
        // Cargo names the package's folder at run time. What was compiled in is only right until a clone moves.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.ancestors().nth(2).unwrap_or(Path::new(".")).to_owned();

        // `cargo run` starts <target>/debug/xtask, which is right under every way to configure the target folder.
        let program = env::current_exe().map_err(TaskError::file("locate", Path::new("xtask")))?;
        let target = program.ancestors().nth(2).unwrap_or(Path::new("target")).to_owned();

        let tools = match env::var_os(TOOLS_VARIABLE) {
            Some(folder) if !folder.is_empty() => root.join(folder),
            _ => root.join(".tools"),
        };
        Ok(Self { root, target, tools })
    }

    /// Where trunk's output goes and where the proxy takes it from.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// What xtask itself keeps between runs: logs, and what the last build was made of.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// A program that cargo built in release mode.
    pub(crate) fn release_binary(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }
}
