//! Helpers for files and folders.

use crate::error::TaskError;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// All files below a folder, sorted, as paths relative to the folder with `/` as the separator. Empty if the folder
/// does not exist.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = match fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(TaskError::file("read", &next)(error)),
        };
        for entry in entries {
            let path = entry.map_err(TaskError::file("read", &next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder with all its contents. A folder that does not exist is not an error.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), TaskError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(TaskError::file("remove", folder)(error)),
        _ => Ok(()),
    }
}
