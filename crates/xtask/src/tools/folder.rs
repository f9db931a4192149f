//! The tools folder. Every tool has its own folder in it, which is complete whenever it exists: a tool is installed
//! into a temporary folder, which is renamed at the end. Only one installation runs at a time.

use crate::error::TaskError;
use crate::files::{self, remove_folder};
use crate::shell::Shell;
use fs_err as fs;
use std::path::{Path, PathBuf};

const LOCK: &str = ".lock";
const PARTIAL: &str = ".partial";

/// The folder in which cargo compiles tools. The tools share it, because most of their dependencies are the same.
pub(super) fn build_folder(tools: &Path) -> PathBuf {
    tools.join(".build")
}

/// Installs `name` unless the file or folder `there` exists: `fill` writes into an empty folder, which is then renamed
/// to `name`. Waits while another process installs, which may install the same tool.
pub(super) fn install(
    tools: &Path,
    name: &str,
    shell: &Shell,
    there: &Path,
    fill: impl FnOnce(&Path) -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    if there.exists() {
        return Ok(());
    }
    let _lock = files::lock(shell, &tools.join(LOCK), || {})?;
    if there.exists() {
        return Ok(());
    }
    let (partial, place) = (tools.join(PARTIAL), tools.join(name));
    // This process holds the lock, so existing contents are the remains of an interrupted installation.
    remove_folder(&partial)?;
    fs::create_dir_all(&partial)?;
    fill(&partial)?;
    remove_folder(&place)?;
    Ok(fs::rename(&partial, &place)?)
}

/// Removes cargo's build output of all installations, unless another process is installing with it.
pub(super) fn clean(tools: &Path) -> Result<(), TaskError> {
    let build = build_folder(tools);
    if build.exists()
        && let Some(_lock) = files::try_lock(&tools.join(LOCK))?
    {
        remove_folder(&build)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PARTIAL, install};
    use crate::error::TaskError;
    use crate::files::testing;
    use std::fs;

    #[test]
    fn tool_appears_only_when_complete_and_is_installed_once() {
        let folder = testing::folder(&[(".partial/rubbish", "of an interrupted installation")]);
        let (tools, shell) = (folder.path(), testing::shell(folder.path()));
        let program = tools.join("trunk-1/program");
        let half = install(tools, "trunk-1", &shell, &program, |place| {
            fs::write(place.join("program"), "").unwrap();
            assert!(!program.exists());
            Err(TaskError::Stopped)
        });
        assert!(matches!(half, Err(TaskError::Stopped)) && !program.exists());

        install(tools, "trunk-1", &shell, &program, |place| Ok(fs::write(place.join("program"), "")?))
            .unwrap();
        assert!(
            program.is_file() && !tools.join("trunk-1/rubbish").exists() && !tools.join(PARTIAL).exists()
        );
        install(tools, "trunk-1", &shell, &program, |_| panic!("installed again")).unwrap();
    }
}
