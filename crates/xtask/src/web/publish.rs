//! Makes the contents of one folder equal to another without writing the files that are already equal.

use crate::error::TaskError;
use crate::files;
use std::fs;
use std::path::Path;

/// Copies the files that differ from `from` to `to`, and removes the files that exist only in `to`. Equal files keep
/// their modification times.
pub(super) fn publish(from: &Path, to: &Path) -> Result<(), TaskError> {
    let wanted = files::below(from)?;
    for file in &wanted {
        let (source, target) = (from.join(file), to.join(file));
        let bytes = fs::read(&source).map_err(TaskError::file("read", &source))?;
        if fs::read(&target).is_ok_and(|present| present == bytes) {
            continue;
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(TaskError::file("create", folder))?;
        }
        fs::write(&target, bytes).map_err(TaskError::file("write", &target))?;
    }
    for file in files::below(to)? {
        if !wanted.contains(&file) {
            let path = to.join(file);
            fs::remove_file(&path).map_err(TaskError::file("remove", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::publish;
    use std::fs;
    use std::time::{Duration, SystemTime};

    #[test]
    fn target_becomes_equal_and_unchanged_files_keep_their_time() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("snippets")).unwrap();
        fs::create_dir_all(&to).unwrap();
        fs::write(from.join("same.js"), "1").unwrap();
        fs::write(from.join("changed.js"), "2").unwrap();
        fs::write(from.join("snippets/new.js"), "3").unwrap();
        fs::write(to.join("same.js"), "1").unwrap();
        fs::write(to.join("changed.js"), "old").unwrap();
        fs::write(to.join("gone.js"), "old").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(to.join("same.js")).unwrap().set_modified(long_ago).unwrap();

        publish(&from, &to).unwrap();

        assert_eq!(crate::files::below(&to).unwrap(), crate::files::below(&from).unwrap());
        assert_eq!(fs::read_to_string(to.join("changed.js")).unwrap(), "2");
        assert_eq!(fs::metadata(to.join("same.js")).unwrap().modified().unwrap(), long_ago);
    }
}
