//! The examples of pages that embed the form. This stage builds the examples that need a build as a partner would,
//! with the types of the element. The end-to-end tests open all examples.

use super::{Bench, CheckOutcome};
use crate::error::TaskError;
use crate::files;
use crate::tools::NpmProject;
use std::fs;
use std::path::{Path, PathBuf};

/// The examples that are Node.js projects.
const BUILT: [&str; 4] = ["react", "react-18", "typescript", "vue"];

/// The types of the element, which a partner copies next to the sources, and the types that only React's JSX needs.
const TYPES: [&str; 2] = ["customer-form.d.ts", "customer-form-react.d.ts"];

/// The folder that the examples are served from.
pub(super) fn folder(bench: &Bench<'_>) -> PathBuf {
    bench.project.scratch().join("examples")
}

/// Builds the examples into that folder. Each example counts as one check.
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
    // The build looks for the packages in the parent folder, so the work folder is inside the packages' folder.
    let place = packages.join("work");
    files::remove_folder(&place)?;
    for file in files::below(&source)? {
        if !file.starts_with("node_modules") && !file.starts_with("dist") {
            copy(&source.join(&file), &place.join(&file))?;
        }
    }
    for types in TYPES {
        // Only the React examples get the types for React.
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
