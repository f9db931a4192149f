//! `cargo xtask web`: the form and the onboarding page, built by trunk, made smaller and compressed, in dist/.
//!
//! dist/ changes only when a build succeeded and gave something else than before, so that what is built from it (the
//! proxy, which carries it inside) is not built again for nothing.

mod assemble;
pub(crate) mod compress;
mod facts;
mod lock;
mod minify;
mod page;
mod paths;
mod publish;
mod shorten;
mod stamp;

use crate::error::TaskError;
use crate::files;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{FOR_WEB, Tools};
use stamp::Stamp;
use std::env;
use std::fs;
use std::path::Path;

/// Brings the tools and builds.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<(), TaskError> {
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_WEB)?;
    let progress = Progress::new(missing.len() + 1, shell.verbose());
    tools.bring(&missing, &progress)?;
    build(project, shell, &tools, &progress)
}

/// Builds as one step, or says that nothing changed, or that it waits for another process that builds. The tools have
/// to be there.
pub(crate) fn build(
    project: &Project,
    shell: &Shell,
    tools: &Tools<'_>,
    progress: &Progress,
) -> Result<(), TaskError> {
    let _lock = lock::wait(project, shell, || {
        println!("Another build of the form is running here. Waiting for it …");
    })?;
    let step = progress.begin("Building the form (first time about 3 minutes)");
    let stamp = Stamp::new(project);
    let inputs = stamp::inputs(&project.root, &versions(shell, tools)?)?;
    if stamp.is_fresh(&inputs, &project.dist())? {
        step.finish("nothing changed");
        return Ok(());
    }
    let staged = project.scratch().join("web");
    trunk(project, shell, tools, &staged)?;
    assemble::assemble(shell, tools, &staged)?;
    compress::all(&staged)?;
    publish::publish(&staged, &project.dist())?;
    stamp.write(&inputs, &project.dist())?;
    step.finish("done");
    Ok(())
}

/// Runs trunk, which builds the wasm module and copies what index.html names.
fn trunk(project: &Project, shell: &Shell, tools: &Tools<'_>, staged: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(staged).map_err(TaskError::file("create", staged))?;
    // Trunk copies whatever scripts lie there, also those of an older build.
    files::remove_folder(&project.target.join("wasm-bindgen"))?;
    // Trunk is told to stay offline, so that it takes its tools from PATH instead of downloading them. It tells cargo
    // the same, which therefore has to have all crates already.
    shell.run("Fetching crates", shell.cargo().args(["fetch", "--locked"]))?;

    let mut command = shell.command("trunk");
    for (name, _) in env::vars_os() {
        // Any of trunk's settings can come from the environment; this build is to be the same everywhere. NO_COLOR is
        // one that it reads, but refuses the customary value of.
        if name == "NO_COLOR" || name.to_string_lossy().starts_with("TRUNK_") {
            command.env_remove(&name);
        }
    }
    command.args(["build", "--release", "--offline", "--locked", "--color", "never", "--dist"]).arg(staged);
    // Its own backtrace would push the compiler's error out of sight.
    command.env("PATH", tools.path()).env("RUST_BACKTRACE", "0");
    if let Some(flags) = paths::neutral(project) {
        command.env(paths::FLAGS_VARIABLE, flags);
    }
    shell.run("Building the form", &mut command)?;
    Ok(())
}

/// Everything besides the sources that a build comes from.
fn versions(shell: &Shell, tools: &Tools<'_>) -> Result<String, TaskError> {
    let compiler = shell.run("Asking for the compiler", shell.command("rustc").arg("--version"))?;
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    Ok(format!("{compiler}\n{}\n{flags}", tools.web_versions()))
}
