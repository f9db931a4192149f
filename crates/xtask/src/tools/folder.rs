//! The tools folder: one installer at a time, and nothing half-installed under a tool's name.

use crate::error::TaskError;
use crate::files::remove_folder;
use crate::shell::Shell;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Where cargo compiles what it installs. Shared, because the tools have most dependencies in common.
const BUILD: &str = ".build";
const LOCK: &str = ".lock";
const PARTIAL: &str = ".partial";

/// Where cargo may compile tools, inside the tools folder.
pub(super) fn build_folder(tools: &Path) -> PathBuf {
    tools.join(BUILD)
}

/// Installs `name` by letting `fill` write into an empty folder, which then takes that name.
///
/// Waits while another process installs, and does nothing if that one brought the very tool (`is_there`).
pub(super) fn install(
    tools: &Path,
    name: &str,
    shell: &Shell,
    is_there: impl Fn() -> bool,
    fill: impl FnOnce(&Path) -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    fs::create_dir_all(tools).map_err(TaskError::file("create", tools))?;
    let _lock = lock(tools, shell)?;
    if is_there() {
        return Ok(());
    }
    let partial = tools.join(PARTIAL);
    let place = tools.join(name);
    // Under the lock, whatever lies there is what an earlier run did not finish.
    remove_folder(&partial)?;
    fs::create_dir_all(&partial).map_err(TaskError::file("create", &partial))?;
    fill(&partial)?;
    remove_folder(&place)?;
    fs::rename(&partial, &place).map_err(TaskError::file("rename the finished install to", &place))
}

/// Removes what cargo compiled on the way, unless another process is installing with it.
pub(super) fn clean(tools: &Path) -> Result<(), TaskError> {
    let build = build_folder(tools);
    if !build.exists() {
        return Ok(());
    }
    let file = lock_file(tools)?;
    if file.try_lock().is_ok() { remove_folder(&build) } else { Ok(()) }
}

/// Holds the folder's lock until the file is dropped; the system releases it even if the process is killed.
fn lock(tools: &Path, shell: &Shell) -> Result<File, TaskError> {
    let file = lock_file(tools)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => shell.pause()?,
            Err(TryLockError::Error(source)) => {
                return Err(TaskError::File { action: "lock", path: tools.join(LOCK), source });
            }
        }
    }
}

fn lock_file(tools: &Path) -> Result<File, TaskError> {
    let path = tools.join(LOCK);
    File::options().create(true).append(true).open(&path).map_err(TaskError::file("open", &path))
}
