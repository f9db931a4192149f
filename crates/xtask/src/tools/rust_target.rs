//! Rust's standard library for the browser.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::path::Path;

/// What the form is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Asks the compiler itself: a Rust that did not come from rustup may have the target too.
pub(super) fn is_there(shell: &Shell) -> Result<bool, TaskError> {
    let mut command = shell.command("rustc");
    command.args(["--print", "target-libdir", "--target", WASM]);
    let folder = shell.run("Looking for the wasm32 target", &mut command)?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// Fails if nothing here can add a target.
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
