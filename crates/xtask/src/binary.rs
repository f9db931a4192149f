//! `cargo xtask build`: the proxy as one program that contains the onboarding page and the form.

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{FOR_WEB, Tools};
use crate::web;

/// The proxy's package name and program name.
pub(crate) const PROXY: &str = "customer-form-proxy";
/// The package name and program name of the stand-in for the CRM.
pub(crate) const SANDBOX: &str = "crm-sandbox";

/// Builds the proxy's release binary.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<(), TaskError> {
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_WEB)?;
    let progress = Progress::new(missing.len() + 2, shell.verbose());
    tools.bring(&missing, &progress)?;
    web::build(project, shell, &tools, &progress)?;
    release(shell, &progress, &[PROXY])?;
    println!("{}", project.release_binary(PROXY).display());
    Ok(())
}

/// Builds programs in release mode as one step. The proxy embeds the present contents of dist/.
pub(crate) fn release(shell: &Shell, progress: &Progress, packages: &[&str]) -> Result<(), TaskError> {
    let step = progress.begin(format!("Building {} (first time about 4 minutes)", packages.join(" and ")));
    let mut command = shell.cargo();
    command.args(["build", "--release", "--locked"]);
    for package in packages {
        command.args(["--package", package]);
    }
    shell.run("Building the release binaries", &mut command)?;
    step.finish("done");
    Ok(())
}
