//! Keeps the folder names of this machine out of the module. Panic messages would otherwise contain the paths of
//! source files.
//!
//! Such paths are private and increase the size. Without them, the same sources give the same bytes on every machine.

use crate::project::Project;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The variable with compiler flags for the browser's target only. Build scripts and macros run on this machine and
/// keep their flags.
pub(super) const FLAGS_VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The compiler flags that replace the path of the project and the paths of downloaded crates.
///
/// `None` if a path contains a space, because a space separates flags in that variable.
pub(super) fn neutral(project: &Project) -> Option<String> {
    flags(&project.root, &crate_folders())
}

fn flags(root: &Path, crates: &[PathBuf]) -> Option<String> {
    let folders = crates.iter().map(|folder| (folder.as_path(), "crates")).chain([(root, ".")]);
    let mut flags = Vec::new();
    for (folder, name) in folders {
        let folder = folder.to_str().filter(|folder| !folder.contains(char::is_whitespace))?;
        flags.push(format!("--remap-path-prefix={folder}={name}"));
    }
    Some(flags.join(" "))
}

/// The folders in which cargo unpacks crates, one per registry.
fn crate_folders() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(sources) else { return Vec::new() };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    // Cargo builds again if the flags change, so their order must stay the same.
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::flags;
    use std::path::{Path, PathBuf};

    #[test]
    fn project_and_registry_folders_get_neutral_names() {
        let flags = flags(Path::new("/home/me/form"), &[PathBuf::from("/home/me/.cargo/registry/src/a")]);
        let expected =
            "--remap-path-prefix=/home/me/.cargo/registry/src/a=crates --remap-path-prefix=/home/me/form=.";
        assert_eq!(flags.as_deref(), Some(expected));
    }

    #[test]
    fn folder_with_a_space_gives_no_flags() {
        assert_eq!(flags(Path::new("/home/my form"), &[]), None);
    }
}
