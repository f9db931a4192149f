//! The examples of pages that embed the form: those that need a build are built, as a partner would, and with the
//! element's types. The end-to-end tests open all of them.

use super::{Bench, CheckOutcome};
use crate::error::TaskError;
use crate::files;
use crate::tools::NpmProject;
use std::fs;
use std::path::{Path, PathBuf};

/// The examples that are Node.js projects.
const BUILT: [&str; 4] = ["react", "react-18", "typescript", "vue"];

/// The element's types, which a partner puts beside their sources, and those that only React's JSX needs.
const TYPES: [&str; 2] = ["customer-form.d.ts", "customer-form-react.d.ts"];

/// Where the examples are served from.
pub(super) fn folder(bench: &Bench<'_>) -> PathBuf {
    bench.project.scratch().join("examples")
}

/// Builds them into that folder. Each counts as one.
pub(super) fn build(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut findings = Vec::new();
    for name in BUILT {
        match build_one(bench, name) {
            Err(error @ TaskError::Stopped) => return Err(error),
            Err(error) => findings.push(format!("examples/{name}: {error}")),
            Ok(()) => {}
        }
    }
    Ok(CheckOutcome::of_check(Ok(findings)))
}

fn build_one(bench: &Bench<'_>, name: &str) -> Result<(), TaskError> {
    let source = bench.project.root.join("examples").join(name);
    let project = NpmProject::new(&bench.project.tools, &source)?;
    let packages = project.place(bench.shell)?;
    // Beside the packages, since that is where the build looks for them.
    let place = packages.join("work");
    files::remove_folder(&place)?;
    for file in files::below(&source)? {
        if !file.starts_with("node_modules") && !file.starts_with("dist") {
            copy(&source.join(&file), &place.join(&file))?;
        }
    }
    for types in TYPES {
        // Where there is no React, there are none of its types.
        if name.starts_with("react") || !types.contains("react") {
            copy(&bench.project.root.join("src").join(types), &place.join("src").join(types))?;
        }
    }
    let mut command = bench.shell.command("npm");
    command.args(["run", "build", "--", "--emptyOutDir", "--outDir"]).arg(folder(bench).join(name));
    bench.shell.run(&format!("Building examples/{name}"), command.current_dir(&place))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(TaskError::file("create", folder))?;
    }
    fs::copy(from, to).map(drop).map_err(TaskError::file("copy to", to))
}
