//! The locations of the project: its root, cargo's target folder and the tools folder.

use crate::error::TaskError;
use std::env;
use std::path::{Path, PathBuf};

/// The environment variable with the path of the tools folder, for machines that clone the project often. Default: a
/// folder in the project.
const TOOLS_VARIABLE: &str = "CUSTOMER_FORM_TOOLS";

/// The folders that all tasks use. All paths are absolute.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
    /// The folder in which tools are installed, with one folder per tool and version.
    pub(crate) tools: PathBuf,
}

impl Project {
    /// Finds the folders from the path of this program and from the environment.
    pub(crate) fn locate() -> Result<Self, TaskError> {
        // Cargo sets this variable at run time. The value from compile time is wrong after the clone has been moved.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.ancestors().nth(2).unwrap_or(Path::new(".")).to_owned();

        // `cargo run` starts <target>/debug/xtask, so this path is correct for every way to configure the target
        // folder.
        let program = env::current_exe()?;
        let target = program.ancestors().nth(2).unwrap_or(Path::new("target")).to_owned();

        let tools = match env::var_os(TOOLS_VARIABLE) {
            Some(folder) if !folder.is_empty() => root.join(folder),
            _ => root.join(".tools"),
        };
        Ok(Self { root, target, tools })
    }

    /// The folder of the built form, which the proxy embeds.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The folder in which xtask keeps its own files between runs, such as logs and the last build of the form.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}
