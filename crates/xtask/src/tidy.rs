//! The rules of this project that no other tool checks. Each rule is a function that returns its findings, one sentence
//! each.

mod links;
mod packages;
mod sources;

use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use std::path::Path;

/// Folders that contain no files written by people.
const NOT_OURS: &[&str] = &["target", "dist", "node_modules", "corpus", "artifacts"];

/// All violations of the rules.
pub(crate) fn findings(root: &Path, shell: &Shell) -> Result<Vec<String>, TaskError> {
    let ours = |folder: &str| !folder.starts_with('.') && !NOT_OURS.contains(&folder);
    let files = files::below_where(root, ours)?;
    let findings = [
        sources::findings(root, &files)?,
        links::findings(root, &files)?,
        packages::imports(shell)?,
        packages::stand_ins(root)?,
    ];
    Ok(findings.concat())
}
