//! Keeps this machine's folder names out of the module, where panics name the file that they come from.
//!
//! They are nobody's business, they weigh something, and without them the same sources give the same bytes everywhere.

use crate::project::Project;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Flags for the browser's target only: build scripts and macros run on this machine and stay as they are.
pub(super) const FLAGS_VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// The compiler flags that replace the project's folder and those of other people's crates.
///
/// Nothing if a folder's name has a space in it, which ends a flag in that variable.
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

/// Where cargo unpacks crates: one folder per registry.
fn crate_folders() -> Vec<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(sources) else { return Vec::new() };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    // The flags are part of what cargo remembers, so their order has to stay the same.
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
