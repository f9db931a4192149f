//! `cargo xtask web`: builds the form and the onboarding page with trunk, minifies and compresses them, and writes
//! them to dist/.
//!
//! dist/ changes only if a build succeeded and gave a different result. So the proxy, which embeds dist/, is not
//! built again without need.

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

/// Installs the missing tools and builds.
pub(crate) fn run(project: &Project, shell: &Shell) -> Result<(), TaskError> {
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_WEB)?;
    let progress = Progress::new(missing.len() + 1, shell.verbose());
    tools.bring(&missing, &progress)?;
    build(project, shell, &tools, &progress)
}

/// Builds as one step. A message says if nothing changed, or if this process waits for a build in another process. The
/// tools must be installed.
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

/// Runs trunk, which builds the wasm module and copies the files that index.html names.
fn trunk(project: &Project, shell: &Shell, tools: &Tools<'_>, staged: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(staged).map_err(TaskError::file("create", staged))?;
    // Trunk copies all scripts from this folder, including the scripts of an older build.
    files::remove_folder(&project.target.join("wasm-bindgen"))?;
    // Trunk runs offline, so that it uses the tools on PATH and does not download them. It also runs cargo offline,
    // so all crates must be fetched before.
    shell.run("Fetching crates", shell.cargo().args(["fetch", "--locked"]))?;

    let mut command = shell.command("trunk");
    for (name, _) in env::vars_os() {
        // Environment variables can change any setting of trunk; they are removed, so that the build is the same
        // everywhere. Trunk also reads NO_COLOR, but fails on its usual value.
        if name == "NO_COLOR" || name.to_string_lossy().starts_with("TRUNK_") {
            command.env_remove(&name);
        }
    }
    command.args(["build", "--release", "--offline", "--locked", "--color", "never", "--dist"]).arg(staged);
    // Turns off trunk's own backtrace, which would hide the compiler's error.
    command.env("PATH", tools.path()).env("RUST_BACKTRACE", "0");
    if let Some(flags) = paths::neutral(project) {
        command.env(paths::FLAGS_VARIABLE, flags);
    }
    shell.run("Building the form", &mut command)?;
    Ok(())
}

/// All inputs of a build besides the sources, as text: the versions and flags.
fn versions(shell: &Shell, tools: &Tools<'_>) -> Result<String, TaskError> {
    let compiler = shell.run("Asking for the compiler", shell.command("rustc").arg("--version"))?;
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    Ok(format!("{compiler}\n{}\n{flags}", tools.web_versions()))
}
