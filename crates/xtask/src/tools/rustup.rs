//! Parts of Rust that rustup installs.

use super::Bench;
use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::path::Path;

/// The target of the form.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// rustup's name of the toolchain for fuzzing. It is the newest nightly and not the nightly of a fixed date, because it
/// must always be able to build the code of the project's current stable Rust.
pub(crate) const NIGHTLY: &str = "nightly";

/// A part of Rust.
#[derive(Debug)]
pub(crate) struct Rustup {
    /// The name in the line of its step.
    label: &'static str,
    /// The command that prints the folder of the part's libraries.
    folder: &'static [&'static str],
    /// The arguments of rustup that install the part.
    install: &'static [&'static str],
    /// What the user can do if rustup is missing.
    pub(super) remedy: &'static str,
}

/// The standard library for the browser's target. The command asks the compiler and not rustup, because a Rust that was
/// installed without rustup may have the target too.
pub(super) const WASM_TARGET: Rustup = Rustup {
    label: "the wasm32 target",
    folder: &["rustc", "--print", "target-libdir", "--target", WASM],
    install: &["target", "add", WASM],
    remedy: "Rust here has no wasm32-unknown-unknown target: add it with the installer that Rust came from, or \
             install rustup.",
};

/// Only the instrumentation for fuzzing needs this toolchain.
pub(super) const NIGHTLY_TOOLCHAIN: Rustup = Rustup {
    label: "the nightly toolchain",
    folder: &["rustup", "run", NIGHTLY, "rustc", "--print", "target-libdir"],
    install: &["toolchain", "install", NIGHTLY, "--profile", "minimal", "--no-self-update"],
    remedy: "Fuzzing needs Rust's nightly toolchain beside the stable one: install rustup.",
};

impl Rustup {
    /// Whether the part is installed.
    pub(super) fn is_there(&self, shell: &Shell) -> Result<bool, TaskError> {
        let Some((program, arguments)) = self.folder.split_first() else { return Ok(false) };
        if on_path(program).is_none() {
            return Ok(false);
        }
        let what = format!("Looking for {}", self.label);
        let asked = shell.run_to_end(&what, shell.command(program).args(arguments))?;
        let folder = asked.output.lines().last().unwrap_or_default();
        Ok(asked.status.success() && Path::new(folder).is_dir())
    }

    /// Installs the part as one step.
    pub(super) fn install(&self, bench: &Bench<'_>) -> Result<(), TaskError> {
        let what = format!("Installing {}", self.label);
        let step = bench.progress.begin(format!("{what} (once)"));
        bench.shell.run(&what, bench.shell.command("rustup").args(self.install))?;
        step.finish("done");
        Ok(())
    }
}
