//! Programs from the package registries of Rust and Node.js, each in a folder of the tools folder whose name contains
//! the version.

use super::{Bench, folder, npm};
use crate::error::TaskError;
use crate::lockfile::locked_version;
use crate::project::Project;
use crate::shell::{Shell, on_path};
use std::path::PathBuf;

/// The version of a package that must have the version of the crate with its program's name in Cargo.lock.
pub(super) const LOCKED: &str = "";

/// A package with a program. [`Package::new`] has the usual values.
#[derive(Debug)]
pub(crate) struct Package {
    pub(super) registry: Registry,
    pub(super) name: &'static str,
    /// The program that shows that the package is there.
    pub(super) program: &'static str,
    /// The version, or [`LOCKED`].
    pub(super) version: &'static str,
    /// The oldest version of the program on PATH that is used instead of the package. Default: none is used.
    pub(super) oldest: Option<&'static str>,
    /// The duration of the installation on a machine with two cores. Zero if it takes less than a minute.
    pub(super) minutes: u8,
    /// The optimisation level. Compiling a tool takes far more time than running it.
    pub(super) opt_level: &'static str,
}

/// Where a package comes from.
#[derive(Debug)]
pub(super) enum Registry {
    /// crates.io: `cargo install` builds the program with these options.
    Cargo(&'static [&'static str]),
    /// npm.
    Npm,
}

impl Package {
    pub(super) const fn new(name: &'static str, program: &'static str, version: &'static str) -> Self {
        let registry = Registry::Cargo(&["--locked"]);
        Self { registry, name, program, version, oldest: None, minutes: 0, opt_level: "0" }
    }

    fn version(&self, project: &Project) -> Result<String, TaskError> {
        match self.version {
            LOCKED => locked_version(&project.root, self.program),
            version => Ok(version.to_owned()),
        }
    }

    fn folder(&self, project: &Project) -> Result<String, TaskError> {
        Ok(format!("{}-{}", self.name, self.version(project)?))
    }

    /// The folder of the package's programs. Fails if the version in Cargo.lock cannot be read.
    pub(crate) fn programs(&self, project: &Project) -> Result<PathBuf, TaskError> {
        let programs = match self.registry {
            Registry::Cargo(_) => "bin",
            Registry::Npm => "node_modules/.bin",
        };
        Ok(project.tools.join(self.folder(project)?).join(programs))
    }

    /// Whether the program is in its folder, or is on PATH in a usable version.
    pub(super) fn is_there(&self, project: &Project, shell: &Shell) -> Result<bool, TaskError> {
        if self.programs(project)?.join(self.program).is_file() {
            return Ok(true);
        }
        let Some(oldest) = self.oldest.filter(|_| on_path(self.program).is_some()) else { return Ok(false) };
        let what = format!("Looking for {}", self.name);
        let asked = shell.run_to_end(&what, shell.cargo().args(["nextest", "--version"]))?;
        Ok(asked.status.success() && new_enough(&asked.output, oldest))
    }

    /// Fails if this machine has no Node.js, which installs programs from npm and runs them.
    pub(super) fn check_prerequisites(&self) -> Result<(), TaskError> {
        let is_missing = |program| on_path(program).is_none();
        if matches!(self.registry, Registry::Cargo(_)) || !["node", "npm"].into_iter().any(is_missing) {
            return Ok(());
        }
        let remedy =
            format!("{} runs on it: install Node.js 20 or newer with npm, then try again.", self.program);
        Err(TaskError::Missing { what: "Node.js", remedy })
    }

    /// Installs the package as one step.
    pub(super) fn install(&self, bench: &Bench<'_>) -> Result<(), TaskError> {
        let (project, shell) = (bench.project, bench.shell);
        let version = self.version(project)?;
        let time = match self.minutes {
            0 => String::new(),
            1 => ", about 1 minute".to_owned(),
            minutes => format!(", about {minutes} minutes"),
        };
        let step = bench.progress.begin(format!("Installing {} {version} (once{time})", self.name));
        let there = self.programs(project)?.join(self.program);
        folder::install(&project.tools, &self.folder(project)?, shell, &there, |place| {
            let mut command = match self.registry {
                Registry::Cargo(options) => {
                    let mut command = shell.cargo();
                    command.args(["install", self.name, "--version", &version]).args(options);
                    command.arg("--root").arg(place);
                    command.env("CARGO_TARGET_DIR", folder::build_folder(&project.tools));
                    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level);
                    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
                    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
                    command.env("CARGO_PROFILE_RELEASE_DEBUG", "false");
                    command
                }
                Registry::Npm => {
                    let mut command = npm::install(shell, place);
                    command.arg(format!("{}@{version}", self.name));
                    command
                }
            };
            shell.run(&format!("Installing {}-{version}", self.name), &mut command).map(drop)
        })?;
        step.finish("done");
        Ok(())
    }
}

/// Compares versions. `output` has the form `cargo-nextest 0.9.143 (60fa45f63 2026-08-04)`.
fn new_enough(output: &str, oldest: &str) -> bool {
    let numbers =
        |version: &str| version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>();
    let found = output.split_whitespace().nth(1).and_then(numbers);
    found.is_some_and(|found| numbers(oldest).is_some_and(|oldest| found >= oldest))
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn only_the_same_or_a_newer_version_is_accepted() {
        assert!(new_enough("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143", "0.9.143"));
        assert!(new_enough("cargo-nextest 0.10.2", "0.9.143"));
        for output in ["cargo-nextest 0.9.99 (abc)", "error: no such command", ""] {
            assert!(!new_enough(output, "0.9.143"), "{output}");
        }
    }
}
