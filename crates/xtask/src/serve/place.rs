//! The folder for a run's configuration, data and logs: `.sandbox`, or a folder inside it if another run uses
//! `.sandbox`.

use crate::error::TaskError;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// The largest number of runs at the same time. More than this is assumed to be a mistake.
const MOST: u32 = 9;

/// A folder that no other run uses while this value exists.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// A message for the user if the folder is not `.sandbox`.
    pub(super) notice: Option<String>,
    _lock: File,
}

impl Place {
    /// Takes the first free folder. The system releases the folder when the process ends, even if the process is
    /// killed.
    pub(super) fn take(root: &Path) -> Result<Self, TaskError> {
        let usual = root.join(".sandbox");
        for number in 1..=MOST {
            let folder = if number == 1 { usual.clone() } else { usual.join(number.to_string()) };
            fs::create_dir_all(&folder).map_err(TaskError::file("create", &folder))?;
            let path = folder.join(".lock");
            let lock = File::options().create(true).append(true).open(&path);
            let lock = lock.map_err(TaskError::file("open", &path))?;
            if lock.try_lock().is_ok() {
                let notice = (number > 1).then(|| {
                    format!("Another `cargo xtask serve` runs here; this one works in {}.", folder.display())
                });
                return Ok(Self { folder, notice, _lock: lock });
            }
        }
        Err(TaskError::malformed(&usual, format!("{MOST} runs of `cargo xtask serve` work in it already")))
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn simultaneous_runs_use_two_folders_and_reuse_a_free_folder() {
        let root = tempfile::tempdir().unwrap();
        let first = Place::take(root.path()).unwrap();
        let second = Place::take(root.path()).unwrap();
        assert_eq!(first.folder, root.path().join(".sandbox"));
        assert!(first.notice.is_none());
        assert_eq!(second.folder, root.path().join(".sandbox/2"));
        assert!(second.notice.is_some());
        drop(first);
        assert_eq!(Place::take(root.path()).unwrap().folder, root.path().join(".sandbox"));
    }
}
