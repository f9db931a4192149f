//! Tools from the package registries of Rust and Node.js.

use super::folder;
use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::path::{Path, PathBuf};

/// A program that `cargo install` builds.
#[derive(Debug)]
pub(super) struct FromCargo<'a> {
    pub(super) tools: &'a Path,
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) program: &'a str,
    pub(super) options: &'a [&'a str],
    /// The optimisation level. Compiling these tools takes far more time than running them.
    pub(super) opt_level: &'a str,
}

impl FromCargo<'_> {
    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    pub(super) fn programs(&self) -> PathBuf {
        self.tools.join(self.name()).join("bin")
    }

    pub(super) fn is_there(&self) -> bool {
        self.programs().join(self.program).is_file()
    }

    pub(super) fn install(&self, shell: &Shell) -> Result<(), TaskError> {
        folder::install(
            self.tools,
            &self.name(),
            shell,
            || self.is_there(),
            |place| {
                let mut command = shell.cargo();
                command.args(["install", self.package, "--version", self.version]).args(self.options);
                command.arg("--root").arg(place);
                command.env("CARGO_TARGET_DIR", folder::build_folder(self.tools));
                command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level);
                command.env("CARGO_PROFILE_RELEASE_LTO", "off");
                command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
                command.env("CARGO_PROFILE_RELEASE_DEBUG", "false");
                shell.run(&format!("Installing {}", self.name()), &mut command)?;
                Ok(())
            },
        )
    }
}

/// A program from an npm package.
#[derive(Debug)]
pub(super) struct FromNpm<'a> {
    pub(super) tools: &'a Path,
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) program: &'a str,
}

impl FromNpm<'_> {
    fn name(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    pub(super) fn programs(&self) -> PathBuf {
        self.tools.join(self.name()).join("node_modules").join(".bin")
    }

    pub(super) fn is_there(&self) -> bool {
        self.programs().join(self.program).is_file()
    }

    /// Fails if this machine has no Node.js, which installs the programs and runs them.
    pub(super) fn check_prerequisites(&self) -> Result<(), TaskError> {
        for program in ["node", "npm"] {
            if on_path(program).is_none() {
                return Err(TaskError::Missing {
                    what: "Node.js",
                    remedy: format!(
                        "{} runs on it: install Node.js 20 or newer with npm, then try again.",
                        self.program
                    ),
                });
            }
        }
        Ok(())
    }

    pub(super) fn install(&self, shell: &Shell) -> Result<(), TaskError> {
        folder::install(
            self.tools,
            &self.name(),
            shell,
            || self.is_there(),
            |place| {
                let mut command = shell.command("npm");
                command
                    .args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"])
                    .arg(place);
                command.arg(format!("{}@{}", self.package, self.version));
                shell.run(&format!("Installing {}", self.name()), &mut command)?;
                Ok(())
            },
        )
    }
}
