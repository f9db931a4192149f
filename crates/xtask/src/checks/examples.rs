//! The examples of pages that embed the form. This stage builds the examples that need a build as a partner would,
//! with the types of the element. The end-to-end tests open all examples.

use super::Outcome;
use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use crate::tools::{Bench, dependencies};
use fs_err as fs;
use std::path::PathBuf;

/// The examples that are Node.js projects.
const BUILT: [&str; 4] = ["react", "react-18", "typescript", "vue"];

/// The types of the element, which a partner copies next to the sources, and the types that only React's JSX needs.
const TYPES: [&str; 2] = ["customer-form.d.ts", "customer-form-react.d.ts"];

/// The folder that the examples are served from.
pub(super) fn folder(project: &Project) -> PathBuf {
    project.scratch().join("examples")
}

/// Builds the examples into that folder. All of them count as one check.
pub(super) fn build(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut findings = Vec::new();
    for name in BUILT {
        match build_one(bench, name) {
            Err(TaskError::Stopped) => return Err(TaskError::Stopped),
            Err(error) => findings.push(format!("examples/{name}: {error}")),
            Ok(()) => {}
        }
    }
    Ok(Outcome::of_findings(&findings))
}

fn build_one(bench: &Bench<'_>, name: &str) -> Result<(), TaskError> {
    let root = &bench.project.root;
    let source = root.join("examples").join(name);
    // The build looks for the packages in the parent folder, so the work folder is inside the packages' folder.
    let place = dependencies(bench, &source)?.join("work");
    files::remove_folder(&place)?;
    for file in files::below_where(&source, |folder| !matches!(folder, "node_modules" | "dist"))? {
        files::write(&place.join(&file), fs::read(source.join(&file))?)?;
    }
    for types in TYPES {
        // Only the React examples get the types for React.
        if name.starts_with("react") || !types.contains("react") {
            files::write(&place.join("src").join(types), fs::read(root.join("src").join(types))?)?;
        }
    }
    let mut command = bench.shell.command("npm");
    command.args(["run", "build", "--", "--emptyOutDir", "--outDir"]).arg(folder(bench.project).join(name));
    bench.shell.run(&format!("Building examples/{name}"), command.current_dir(&place)).map(drop)
}
