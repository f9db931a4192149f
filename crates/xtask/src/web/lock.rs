//! A lock for builds of the form: two builds in one target folder would overwrite each other's files.

use crate::error::TaskError;
use crate::project::Project;
use crate::shell::Shell;
use std::fs::{self, File, TryLockError};
use std::path::Path;

const NAME: &str = "web.lock";

/// The right to build. The system releases the lock when this value is dropped, and also when the process is killed.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "it is held, not used")] File);

/// Takes the lock, and waits while another process holds it. `says` is called once if there is a wait.
pub(super) fn wait(project: &Project, shell: &Shell, says: impl FnOnce()) -> Result<Lock, TaskError> {
    let folder = project.scratch();
    fs::create_dir_all(&folder).map_err(TaskError::file("create", &folder))?;
    let path = folder.join(NAME);
    let file =
        File::options().create(true).append(true).open(&path).map_err(TaskError::file("open", &path))?;
    let mut says = Some(says);
    while !try_lock(&file, &path)? {
        if let Some(says) = says.take() {
            says();
        }
        // Checks the lock repeatedly and does not block on it, so that Ctrl-C can end the wait.
        shell.pause()?;
    }
    Ok(Lock(file))
}

fn try_lock(file: &File, path: &Path) -> Result<bool, TaskError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => {
            Err(TaskError::File { action: "lock", path: path.to_owned(), source })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wait;
    use crate::project::Project;
    use crate::shell::Shell;
    use std::cell::RefCell;

    #[test]
    fn second_build_waits_with_a_message_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let project = Project { target: root.join("target"), tools: root.join("tools"), root };
        let shell = Shell::new(&project, false).unwrap();
        let first = wait(&project, &shell, || panic!("nothing to wait for")).unwrap();
        let first = RefCell::new(Some(first));
        let second = wait(&project, &shell, || drop(first.take()));
        assert!(first.borrow().is_none(), "nobody said that it waits");
        drop(second.unwrap());
        wait(&project, &shell, || panic!("the lock was not given back")).unwrap();
    }
}
