//! Helpers for files and folders.

use crate::error::TaskError;
use crate::shell::Shell;
use fs_err as fs;
use serde::de::DeserializeOwned;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// All files below a folder, sorted, as paths relative to the folder. Empty if the folder does not exist.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>, TaskError> {
    below_where(folder, |_| true)
}

/// Like [`below`], without the folders whose names `enters` refuses.
pub(crate) fn below_where(folder: &Path, enters: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, TaskError> {
    let wanted = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_type().is_dir() || enters(&entry.file_name().to_string_lossy())
    };
    let mut found = Vec::new();
    if folder.exists() {
        for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(wanted) {
            let entry = entry.map_err(io::Error::from)?;
            if let (false, Ok(path)) = (entry.file_type().is_dir(), entry.path().strip_prefix(folder)) {
                found.push(path.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether the name of the file ends in one of these extensions.
pub(crate) fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|found| extensions.contains(&found))
}

/// Reads a TOML file. An error names the file.
pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path) -> Result<T, TaskError> {
    toml::from_str(&fs::read_to_string(path)?).map_err(|error| TaskError::malformed(path, error))
}

/// Writes a file, and creates its folder if the folder does not exist.
pub(crate) fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), TaskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, contents)?)
}

/// Removes a folder with all its contents. A folder that does not exist is not an error.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), TaskError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Locks the file at `path`, which is created if it is missing; `None` if another process holds the lock. The system
/// releases the lock when the file is dropped, and also when the process is killed.
pub(crate) fn try_lock(path: &Path) -> Result<Option<File>, TaskError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = fs::OpenOptions::new().create(true).append(true).open(path)?.into_file();
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Like [`try_lock`], but waits while another process holds the lock. `says` is called once if there is a wait.
pub(crate) fn lock(shell: &Shell, path: &Path, says: impl FnOnce()) -> Result<File, TaskError> {
    if let Some(lock) = try_lock(path)? {
        return Ok(lock);
    }
    says();
    loop {
        // Checks the lock repeatedly and does not block on it, so that Ctrl-C can end the wait.
        shell.pause()?;
        if let Some(lock) = try_lock(path)? {
            return Ok(lock);
        }
    }
}

/// Fixtures of the tests.
#[cfg(test)]
pub(crate) mod testing {
    use crate::project::Project;
    use crate::shell::Shell;
    use std::path::{Path, PathBuf};
    use tempfile::TempDir;

    /// A temporary folder with these files. A name may contain folders.
    pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| super::write(&folder.path().join(name), text).unwrap());
        folder
    }

    /// The root of this project.
    pub(crate) fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// The folders of a project in this folder.
    pub(crate) fn project(root: &Path) -> Project {
        Project { target: root.join("target"), tools: root.join("tools"), root: root.to_owned() }
    }

    /// A shell for a project in this folder.
    pub(crate) fn shell(root: &Path) -> Shell {
        Shell::new(project(root), false).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::{lock, testing, try_lock};

    #[test]
    fn second_holder_waits_with_a_message_until_the_first_ends() {
        let folder = testing::folder(&[]);
        let (shell, path) = (testing::shell(folder.path()), folder.path().join("folder/lock"));
        let mut first = Some(lock(&shell, &path, || panic!("nothing to wait for")).unwrap());
        assert!(try_lock(&path).unwrap().is_none(), "the lock was given twice");
        let second = lock(&shell, &path, || drop(first.take())).unwrap();
        drop(second);
        lock(&shell, &path, || panic!("the lock was not given back")).unwrap();
    }
}
