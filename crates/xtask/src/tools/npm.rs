//! Packages from npm. All versions are exact; there is no lock file, because a lock file contains addresses of
//! registries.

use super::{Bench, folder};
use crate::error::TaskError;
use crate::shell::Shell;
use fs_err as fs;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command that installs packages into the folder `place`.
pub(super) fn install(shell: &Shell, place: &Path) -> Command {
    let mut command = shell.command("npm");
    command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]);
    command.arg("--prefix").arg(place).current_dir(place);
    command
}

/// The folder in the tools folder that contains the dependencies of the package.json in `source`. Missing dependencies
/// are installed now.
///
/// The dependencies are not in the checkout, so that a new clone does not install them again.
pub(crate) fn dependencies(bench: &Bench<'_>, source: &Path) -> Result<PathBuf, TaskError> {
    let (tools, shell) = (&bench.project.tools, bench.shell);
    let manifest = fs::read(source.join("package.json"))?;
    let name = folder_name(source, &manifest);
    let place = tools.join(&name);
    folder::install(tools, &name, shell, &place.join("node_modules"), |partial| {
        fs::write(partial.join("package.json"), &manifest)?;
        shell.run(&format!("Installing {name}"), &mut install(shell, partial)).map(drop)
    })?;
    Ok(place)
}

/// A changed package.json gets another folder.
fn folder_name(source: &Path, manifest: &[u8]) -> String {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    format!("npm-{name}-{:.12x}", Sha256::digest(manifest))
}

#[cfg(test)]
mod tests {
    use super::folder_name;
    use std::path::Path;

    #[test]
    fn every_manifest_has_its_own_folder() {
        let name = |manifest: &str| folder_name(Path::new("examples/react"), manifest.as_bytes());
        assert_eq!(name("{}"), "npm-react-44136fa355b3");
        assert_ne!(name("{\"private\": true}"), name("{}"));
    }
}
