//! Rust's standard library for the browser's target.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::path::Path;

/// The target of the form.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Asks the compiler and not rustup, because a Rust that was installed without rustup may have the target too.
pub(super) fn is_there(shell: &Shell) -> Result<bool, TaskError> {
    let mut command = shell.command("rustc");
    command.args(["--print", "target-libdir", "--target", WASM]);
    let folder = shell.run("Looking for the wasm32 target", &mut command)?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// Fails if rustup, which installs targets, is missing.
pub(super) fn check_prerequisites() -> Result<(), TaskError> {
    if on_path("rustup").is_some() {
        return Ok(());
    }
    Err(TaskError::Missing {
        what: "rustup",
        remedy: format!(
            "Rust here has no {WASM} target: add it with the installer that Rust came from, or install rustup."
        ),
    })
}

pub(super) fn install(shell: &Shell) -> Result<(), TaskError> {
    let mut command = shell.command("rustup");
    shell.run("Installing the wasm32 target", command.args(["target", "add", WASM]))?;
    Ok(())
}
