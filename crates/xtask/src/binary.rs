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
    /// For production.
    Release,
    /// For a trial on this machine: the build takes half the time, and the program is slower.
    Trial,
}

/// Builds the proxy's release binary.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    let bench = Bench::new(shell, FOR_WEB, 2)?;
    web::build(&bench)?;
    println!("{}", programs(&bench, &[PROXY], Profile::Release)?.join(PROXY).display());
    Ok(())
}

/// Builds programs as one step, and returns their folder. The proxy embeds the present contents of dist/.
pub(crate) fn programs(bench: &Bench<'_>, packages: &[&str], profile: Profile) -> Result<PathBuf, TaskError> {
    let (arguments, folder, minutes) = match profile {
        Profile::Release => ("build --locked --release", "release", 4),
        Profile::Trial => ("build --locked", "debug", 2),
    };
    let names = packages.join(" and ");
    let step = bench.progress.begin(format!("Building {names} (first time about {minutes} minutes)"));
    let mut command = bench.shell.cargo(arguments);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    bench.shell.run("Building the programs", &mut command)?;
    step.finish("done");
    Ok(bench.project.target.join(folder))
}
