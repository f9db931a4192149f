//! The rules of this project that no other tool checks. Each rule is a function from the root of the project to its
//! findings.

mod imports;
mod length;
mod links;
mod room_map;
mod stand_ins;
mod test_names;

use crate::error::TaskError;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that contain no files written by people.
const NOT_OURS: &[&str] = &["target", "dist", "node_modules", "corpus", "artifacts"];

/// All violations of the rules, one sentence each.
pub(crate) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let files = sources(root)?;
    let mut findings = length::findings(root, &files)?;
    findings.extend(links::findings(root, &files)?);
    findings.extend(test_names::findings(root, &files)?);
    findings.extend(imports::findings(root)?);
    findings.extend(room_map::findings(root)?);
    findings.extend(stand_ins::findings(root)?);
    Ok(findings)
}

/// All files written by people, sorted, as paths relative to `root`.
fn sources(root: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(TaskError::file("read", &folder))? {
            let entry = entry.map_err(TaskError::file("read", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if path.is_dir() {
                if !name.starts_with('.') && !NOT_OURS.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}
