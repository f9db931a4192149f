//! The folder for a run's configuration, data and logs: `.sandbox`, or a folder inside it if another run uses
//! `.sandbox`.

use crate::error::TaskError;
use crate::files;
use std::fs::File;
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

/// Takes the first free folder. The system releases the folder when the process ends, even if the process is killed.
pub(super) fn take(root: &Path) -> Result<Place, TaskError> {
    let usual = root.join(".sandbox");
    for number in 1..=MOST {
        let folder = if number == 1 { usual.clone() } else { usual.join(number.to_string()) };
        if let Some(lock) = files::try_lock(&folder.join(".lock"))? {
            let taken =
                || format!("Another `cargo xtask serve` runs here; this one works in {}.", folder.display());
            let notice = (number > 1).then(taken);
            return Ok(Place { folder, notice, _lock: lock });
        }
    }
    Err(TaskError::malformed(&usual, format!("{MOST} runs of `cargo xtask serve` work in it already")))
}

#[cfg(test)]
mod tests {
    use super::take;
    use crate::files::testing;

    #[test]
    fn simultaneous_runs_use_two_folders_and_reuse_a_free_folder() {
        let root = testing::folder(&[]);
        let usual = root.path().join(".sandbox");
        let first = take(root.path()).unwrap();
        let second = take(root.path()).unwrap();
        assert_eq!((&first.folder, first.notice.is_some()), (&usual, false));
        assert_eq!((&second.folder, second.notice.is_some()), (&usual.join("2"), true));
        drop(first);
        assert_eq!(take(root.path()).unwrap().folder, usual);
    }
}
