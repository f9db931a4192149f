//! A tool: how to see that the tool is there, and how to install it.

use super::{Bench, folder};
use crate::error::TaskError;
use crate::project::Project;
use crate::shell::{Shell, require};
use fs_err as fs;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A tool that a task needs on the machine. [`Tool::new`] has the usual values.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(super) name: &'static str,
    /// The version of a package of Rust or Node.js.
    pub(super) version: &'static str,
    pub(super) source: Source,
    /// The program that shows that a package of Rust or Node.js is there. Default: the name.
    pub(super) program: &'static str,
    /// The arguments of cargo with which a program on PATH says that its version is usable. Default: only the package
    /// is used.
    pub(super) on_path: Option<&'static str>,
    /// The optimisation level of a package of Rust. Compiling a tool takes far more time than running it.
    pub(super) opt_level: &'static str,
    /// The duration of the installation on a machine with two cores. Zero if it takes less than a minute.
    pub(super) minutes: u8,
}

/// A program with its alternative names on other systems, and Debian's package for it.
pub(super) type Program = (&'static [&'static str], &'static str);

/// Where a tool comes from. Packages of Rust and Node.js have a folder of their own in the tools folder, whose name
/// contains the version.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// crates.io: `cargo install` builds the program with these options.
    Cargo(&'static str),
    /// npm.
    Npm,
    /// Debian's packages. All missing packages are installed in one call, see `debian`.
    Debian(&'static [Program]),
}

impl Tool {
    pub(super) const fn new(name: &'static str, version: &'static str, source: Source) -> Self {
        Self { name, version, source, program: name, on_path: None, opt_level: "0", minutes: 0 }
    }

    /// The name of the package's folder in the tools folder.
    pub(super) fn folder(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The folder of the package's programs.
    pub(crate) fn programs(&self, project: &Project) -> PathBuf {
        let programs = if matches!(self.source, Source::Npm) { "node_modules/.bin" } else { "bin" };
        project.tools.join(self.folder()).join(programs)
    }

    /// Whether the tool is there in a usable version.
    pub(super) fn is_there(&self, shell: &Shell) -> Result<bool, TaskError> {
        let is_installed = self.programs(&shell.project).join(self.program).is_file();
        match self.on_path {
            Some(question) if !is_installed => {
                let what = format!("Looking for {}", self.name);
                Ok(shell.run_to_end(&what, &mut shell.cargo(question))?.status.success())
            }
            _ => Ok(is_installed),
        }
    }

    /// Fails if a program is missing that installs the tool.
    pub(super) fn check_prerequisites(&self) -> Result<(), TaskError> {
        const REMEDY: &str = "The build runs on it: install Node.js 20 or newer with npm, then try again.";
        let programs: &[&str] = if matches!(self.source, Source::Npm) { &["node", "npm"] } else { &[] };
        programs.iter().try_for_each(|program| require(program, "Node.js", REMEDY))
    }

    /// Installs a package of Rust or Node.js as one step.
    pub(super) fn install(&self, bench: &Bench<'_>) -> Result<(), TaskError> {
        let Bench { project, shell, progress } = bench;
        let what = format!("Installing {} {}", self.name, self.version);
        let time = if self.minutes == 0 { String::new() } else { format!(", about {} min", self.minutes) };
        let step = progress.begin(format!("{what} (once{time})"));
        let there = self.programs(project).join(self.program);
        folder::install(&project.tools, &self.folder(), shell, &there, |place| {
            shell.run(&what, &mut self.installer(shell, place)).map(drop)
        })?;
        step.finish("done");
        Ok(())
    }

    /// The command that installs the package into `place`.
    fn installer(&self, shell: &Shell, place: &Path) -> Command {
        let Self { name, version, .. } = self;
        let Source::Cargo(options) = self.source else {
            return npm_install(shell, place, Some(&format!("{name}@{version}")));
        };
        let mut command = shell.cargo(&format!("install {name} --version {version} {options} --root"));
        command.arg(place).env("CARGO_TARGET_DIR", folder::build_folder(&shell.project.tools));
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level);
        command.env("CARGO_PROFILE_RELEASE_LTO", "off");
        command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256");
        command.env("CARGO_PROFILE_RELEASE_DEBUG", "false");
        command
    }
}

/// A command that installs a package of npm, or else the dependencies of the package.json in `place`, into `place`. All
/// versions are exact; there is no lock file, because a lock file contains addresses of registries.
fn npm_install(shell: &Shell, place: &Path, package: Option<&str>) -> Command {
    let mut command = shell.command("npm");
    command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]);
    command.arg("--prefix").arg(place).current_dir(place).args(package);
    command
}

/// The folder in the tools folder that contains the dependencies of the package.json in `source`. Missing dependencies
/// are installed now.
///
/// The dependencies are not in the checkout, so that a new clone does not install them again.
pub(crate) fn dependencies(bench: &Bench<'_>, source: &Path) -> Result<PathBuf, TaskError> {
    let (tools, shell) = (&bench.project.tools, bench.shell);
    let manifest = fs::read(source.join("package.json"))?;
    let name = folder_name(source, &manifest);
    let place = tools.join(&name);
    folder::install(tools, &name, shell, &place.join("node_modules"), |partial| {
        fs::write(partial.join("package.json"), &manifest)?;
        shell.run(&format!("Installing {name}"), &mut npm_install(shell, partial, None)).map(drop)
    })?;
    Ok(place)
}

/// A changed package.json gets another folder.
fn folder_name(source: &Path, manifest: &[u8]) -> String {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    format!("npm-{name}-{:.12x}", Sha256::digest(manifest))
}

#[cfg(test)]
mod tests {
    use super::folder_name;
    use std::path::Path;

    #[test]
    fn every_manifest_has_its_own_folder() {
        let name = |manifest: &str| folder_name(Path::new("examples/react"), manifest.as_bytes());
        assert_eq!(name("{}"), "npm-react-44136fa355b3");
        assert_ne!(name("{\"private\": true}"), name("{}"));
    }
}
