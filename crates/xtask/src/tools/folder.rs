//! The tools folder. Only one installation runs at a time, and a folder with a tool's name is always complete.

use crate::error::TaskError;
use crate::files::remove_folder;
use crate::shell::Shell;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The folder in which cargo compiles the tools. The tools share it, because most of their dependencies are the same.
const BUILD: &str = ".build";
const LOCK: &str = ".lock";
const PARTIAL: &str = ".partial";

/// The folder in the tools folder in which cargo may compile tools.
pub(super) fn build_folder(tools: &Path) -> PathBuf {
    tools.join(BUILD)
}

/// Installs `name`: `fill` writes into an empty folder, which is then renamed to `name`.
///
/// Waits while another process installs, and does nothing if that process installed the same tool (`is_there`).
pub(super) fn install(
    tools: &Path,
    name: &str,
    shell: &Shell,
    is_there: impl Fn() -> bool,
    fill: impl FnOnce(&Path) -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    fs::create_dir_all(tools).map_err(TaskError::file("create", tools))?;
    let _lock = loop {
        if is_there() {
            return Ok(());
        }
        match try_lock(tools)? {
            Some(lock) => break lock,
            None => shell.pause()?,
        }
    };
    // The process that held the lock before may have installed the tool in the meantime.
    if is_there() {
        return Ok(());
    }
    let partial = tools.join(PARTIAL);
    let place = tools.join(name);
    // This process holds the lock, so existing contents are the remains of an interrupted installation.
    remove_folder(&partial)?;
    fs::create_dir_all(&partial).map_err(TaskError::file("create", &partial))?;
    fill(&partial)?;
    remove_folder(&place)?;
    fs::rename(&partial, &place).map_err(TaskError::file("rename the finished install to", &place))
}

/// Removes cargo's build output, unless another process is installing with it.
pub(super) fn clean(tools: &Path) -> Result<(), TaskError> {
    let build = build_folder(tools);
    if !build.exists() {
        return Ok(());
    }
    match try_lock(tools)? {
        Some(_lock) => remove_folder(&build),
        None => Ok(()),
    }
}

/// The lock of the folder; `None` if another process holds it. The system releases the lock when the file is dropped,
/// and also when the process is killed.
fn try_lock(tools: &Path) -> Result<Option<File>, TaskError> {
    let file = lock_file(tools)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => {
            Err(TaskError::File { action: "lock", path: tools.join(LOCK), source })
        }
    }
}

fn lock_file(tools: &Path) -> Result<File, TaskError> {
    let path = tools.join(LOCK);
    File::options().create(true).append(true).open(&path).map_err(TaskError::file("open", &path))
}

#[cfg(test)]
mod tests {
    use super::{LOCK, PARTIAL, install, try_lock};
    use crate::error::TaskError;
    use crate::project::Project;
    use crate::shell::Shell;
    use std::fs;
    use std::path::Path;
    use tempfile::TempDir;

    fn bench() -> (TempDir, Shell) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let project = Project { target: root.join("target"), tools: root.join("tools"), root };
        (folder, Shell::new(&project, false).unwrap())
    }

    fn fill(place: &Path) -> Result<(), TaskError> {
        fs::write(place.join("program"), "").map_err(TaskError::file("write", place))
    }

    #[test]
    fn tool_appears_under_its_name_only_when_complete() {
        let (folder, shell) = bench();
        let tools = folder.path().join("tools");
        let program = tools.join("trunk-1/program");
        let half = install(
            &tools,
            "trunk-1",
            &shell,
            || program.is_file(),
            |place| {
                fill(place)?;
                assert!(!tools.join("trunk-1").exists());
                Err(TaskError::Stopped)
            },
        );
        assert!(matches!(half, Err(TaskError::Stopped)));
        assert!(!tools.join("trunk-1").exists());

        install(&tools, "trunk-1", &shell, || program.is_file(), fill).unwrap();
        assert!(program.is_file());
        assert!(!tools.join(PARTIAL).exists());
    }

    #[test]
    fn partial_files_of_an_earlier_run_are_not_installed() {
        let (folder, shell) = bench();
        let tools = folder.path().join("tools");
        fs::create_dir_all(tools.join(PARTIAL)).unwrap();
        fs::write(tools.join(PARTIAL).join("rubbish"), "").unwrap();
        install(&tools, "trunk-1", &shell, || false, fill).unwrap();
        assert!(!tools.join("trunk-1/rubbish").exists());
    }

    #[test]
    fn tool_installed_by_another_process_is_not_installed_again() {
        let (folder, shell) = bench();
        let tools = folder.path().join("tools");
        fs::create_dir_all(&tools).unwrap();
        let _other = try_lock(&tools).unwrap().unwrap();
        assert!(try_lock(&tools).unwrap().is_none(), "{LOCK} was given twice");
        let asked = std::cell::Cell::new(0);
        let is_there = || asked.replace(asked.get() + 1) == 2;
        install(&tools, "trunk-1", &shell, is_there, |_| panic!("installed all the same")).unwrap();
    }
}
