//! `cargo xtask web`: builds the form and the onboarding page with trunk, minifies and compresses them, and writes
//! them to dist/.
//!
//! dist/ changes only if a build succeeded and gave a different result. So the proxy, which embeds dist/, is not
//! built again without need. And dist/ changes only in [`Built::publish`], so that the proxy can be compiled beside a
//! build of the form.

mod assemble;
mod dist;
mod shorten;
mod stand_ins;

use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB, web_versions};
use fs_err as fs;
use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The folder of a build in xtask's own folder, before the build is published.
const STAGED: &str = "web";
/// The file with the record of the last published build, in the same folder.
const RECORD: &str = "web-record";

/// Installs the missing tools and builds.
pub(crate) fn run(shell: &Shell) -> Result<(), TaskError> {
    build(&Bench::new(shell, FOR_WEB, 1)?)
}

/// Builds as one step, and publishes the result.
pub(crate) fn build(bench: &Bench<'_>) -> Result<(), TaskError> {
    compile(bench)?.publish()
}

/// A finished build that is not in dist/ yet. While this value exists, no other process builds here.
#[derive(Debug)]
pub(crate) struct Built<'a> {
    project: &'a Project,
    /// The hash of the inputs; `None` if dist/ is up to date already.
    inputs: Option<String>,
    _lock: File,
}

/// Builds as one step. A message says if nothing changed, or if this process waits for a build in another process.
pub(crate) fn compile<'a>(bench: &Bench<'a>) -> Result<Built<'a>, TaskError> {
    let Bench { project, shell, progress } = bench;
    stand_ins::check(&project.root)?;
    // Two builds in one target folder would overwrite each other's files.
    let lock = files::lock(shell, &project.scratch().join("web.lock"), || {
        shell.print("Another build of the form is running here. Waiting for it …");
    })?;
    let step = progress.begin("Building the form (first time about 3 minutes)");
    let inputs = dist::inputs(&project.root, &versions(bench)?)?;
    let record = dist::record(&inputs, &project.dist())?;
    if fs::read_to_string(project.scratch().join(RECORD)).is_ok_and(|last| last == record) {
        step.finish("nothing changed");
        return Ok(Built { project, inputs: None, _lock: lock });
    }
    let staged = project.scratch().join(STAGED);
    trunk(bench, &staged)?;
    assemble::assemble(bench, &staged)?;
    dist::compress(&staged)?;
    step.finish("done");
    Ok(Built { project, inputs: Some(inputs), _lock: lock })
}

impl Built<'_> {
    /// Copies the changed files to dist/. No compiler may be reading dist/ at the same time: a file that the proxy
    /// embeds would be missing.
    pub(crate) fn publish(self) -> Result<(), TaskError> {
        let Some(inputs) = self.inputs else { return Ok(()) };
        let (scratch, dist) = (self.project.scratch(), self.project.dist());
        dist::publish(&scratch.join(STAGED), &dist)?;
        Ok(fs::write(scratch.join(RECORD), dist::record(&inputs, &dist)?)?)
    }
}

/// Runs trunk, which builds the wasm module and copies the files that index.html names.
fn trunk(bench: &Bench<'_>, staged: &Path) -> Result<(), TaskError> {
    let Bench { project, shell, .. } = bench;
    fs::create_dir_all(staged)?;
    // Trunk copies all scripts from this folder, including the scripts of an older build.
    files::remove_folder(&project.target.join("wasm-bindgen"))?;
    // Trunk runs offline, so that it uses the tools on PATH and does not download them. It also runs cargo offline,
    // so all crates must be fetched before.
    shell.run("Fetching crates", &mut shell.cargo("fetch --locked"))?;

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
    command.env("PATH", bench.path()).env("RUST_BACKTRACE", "0");
    if let Some(flags) = neutral_paths(&project.root, &crate_folders()) {
        // The flags are for the browser's target only. Build scripts and macros run on this machine and keep their
        // flags.
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    }
    shell.run("Building the form", &mut command).map(drop)
}

/// Minifies a script or a stylesheet with esbuild and these additional options. The file is changed in place.
fn minify(bench: &Bench<'_>, path: &Path, options: &[&str]) -> Result<(), TaskError> {
    let mut command = bench.shell.command("esbuild");
    command.arg(path).args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"]);
    if files::has_extension(path, &["js"]) {
        // Every script here is an ES module. Other scripts cannot see its top-level names, so esbuild may shorten
        // them.
        command.arg("--format=esm");
    }
    command.args(options).arg("--allow-overwrite").arg(format!("--outfile={}", path.display()));
    bench.shell.run("Minifying", command.env("PATH", bench.path())).map(drop)
}

/// All inputs of a build besides the sources, as text: the versions and flags.
fn versions(bench: &Bench<'_>) -> Result<String, TaskError> {
    let compiler =
        bench.shell.run("Asking for the compiler", bench.shell.command("rustc").arg("--version"))?;
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    Ok(format!("{compiler}\n{}\n{flags}", web_versions()))
}

/// The compiler flags that keep the folder names of this machine out of the module: panic messages would otherwise
/// contain the paths of source files, which are private and increase the size. Without them, the same sources give the
/// same bytes on every machine.
///
/// `None` if a path contains a space, because a space separates flags.
fn neutral_paths(root: &Path, crates: &[PathBuf]) -> Option<String> {
    let folders = crates.iter().map(|folder| (folder.as_path(), "crates")).chain([(root, ".")]);
    let flags = folders.map(|(folder, name)| {
        let folder = folder.to_str().filter(|folder| !folder.contains(char::is_whitespace))?;
        Some(format!("--remap-path-prefix={folder}={name}"))
    });
    Some(flags.collect::<Option<Vec<_>>>()?.join(" "))
}

/// The folders in which cargo unpacks crates, one per registry.
fn crate_folders() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let Ok(entries) = fs::read_dir(home.join("registry/src")) else { return Vec::new() };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    // Cargo builds again if the flags change, so their order must stay the same.
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::neutral_paths;
    use std::path::{Path, PathBuf};

    #[test]
    fn project_and_registry_folders_get_neutral_names() {
        let flags = neutral_paths(Path::new("/me/form"), &[PathBuf::from("/me/.cargo/registry/src/a")]);
        let expected = "--remap-path-prefix=/me/.cargo/registry/src/a=crates --remap-path-prefix=/me/form=.";
        assert_eq!(flags.as_deref(), Some(expected));
        assert_eq!(neutral_paths(Path::new("/me/a form"), &[]), None);
    }
}
