//! `cargo xtask build`: the proxy as one program that contains the onboarding page and the form.

use crate::error::TaskError;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB};
use crate::web;

/// The proxy's package name and program name.
pub(crate) const PROXY: &str = "customer-form-proxy";
/// The package name and program name of the stand-in for the CRM.
pub(crate) const SANDBOX: &str = "crm-sandbox";

/// Builds the proxy's release binary.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    let bench = Bench::new(shell, FOR_WEB, 2)?;
    web::build(&bench)?;
    release(&bench, &[PROXY])?;
    println!("{}", shell.project.release_binary(PROXY).display());
    Ok(())
}

/// Builds programs in release mode as one step. The proxy embeds the present contents of dist/.
pub(crate) fn release(bench: &Bench<'_>, packages: &[&str]) -> Result<(), TaskError> {
    let what = format!("Building {} (first time about 4 minutes)", packages.join(" and "));
    let step = bench.progress.begin(what);
    let mut command = bench.shell.cargo("build --release --locked");
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    bench.shell.run("Building the release binaries", &mut command)?;
    step.finish("done");
    Ok(())
}
