//! The rules of this project that no other tool checks. Each rule is a function from the root of the project to its
//! findings, one sentence each.

mod imports;
mod links;
mod sources;
mod stand_ins;

use crate::error::TaskError;
use crate::files;
use std::path::Path;

/// Folders that contain no files written by people.
const NOT_OURS: &[&str] = &["target", "dist", "node_modules", "corpus", "artifacts"];

/// All violations of the rules.
pub(crate) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let ours = |folder: &str| !folder.starts_with('.') && !NOT_OURS.contains(&folder);
    let files = files::below_where(root, ours)?;
    let findings = [
        sources::findings(root, &files)?,
        links::findings(root, &files)?,
        imports::findings(root)?,
        stand_ins::findings(root)?,
    ];
    Ok(findings.concat())
}
