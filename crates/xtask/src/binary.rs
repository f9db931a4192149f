//! `cargo xtask build`: the proxy as one program that contains the onboarding page and the form.

use crate::error::TaskError;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB};
use crate::web;
use std::path::PathBuf;

/// The proxy's package name and program name.
pub(crate) const PROXY: &str = "customer-form-proxy";
/// The package name and program name of the stand-in for the CRM.
pub(crate) const SANDBOX: &str = "crm-sandbox";

/// How cargo builds a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Profile {
    /// For use.
    Release,
    /// For a trial on this machine: built in half the time, and slower.
    Trial,
}

impl Profile {
    /// The path of a program of this profile.
    pub(crate) fn path(self, shell: &Shell, name: &str) -> PathBuf {
        let folder = match self {
            Self::Release => "release",
            Self::Trial => "debug",
        };
        shell.project.target.join(folder).join(name)
    }
}

/// Builds the proxy's release binary.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    let bench = Bench::new(shell, FOR_WEB, 2)?;
    web::build(&bench)?;
    programs(&bench, &[PROXY], Profile::Release)?;
    println!("{}", Profile::Release.path(shell, PROXY).display());
    Ok(())
}

/// Builds programs as one step. The proxy embeds the present contents of dist/.
pub(crate) fn programs(bench: &Bench<'_>, packages: &[&str], profile: Profile) -> Result<(), TaskError> {
    let (arguments, minutes) = match profile {
        Profile::Release => ("build --locked --release", 4),
        Profile::Trial => ("build --locked", 2),
    };
    let names = packages.join(" and ");
    let step = bench.progress.begin(format!("Building {names} (first time about {minutes} minutes)"));
    let mut command = bench.shell.cargo(arguments);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    bench.shell.run("Building the programs", &mut command)?;
    step.finish("done");
    Ok(())
}
