//! The dependencies of a `package.json` in this project.

use super::folder;
use crate::error::TaskError;
use crate::shell::Shell;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A Node.js project whose dependencies are installed in the tools folder. So they are not in the checkout, and a new
/// clone does not install them again. All versions are exact; there is no lock file, because a lock file contains
/// addresses of registries.
#[derive(Debug)]
pub(crate) struct NpmProject {
    tools: PathBuf,
    name: String,
    manifest: Vec<u8>,
}

impl NpmProject {
    /// Reads the package.json of the project in the folder `source`.
    pub(crate) fn new(tools: &Path, source: &Path) -> Result<Self, TaskError> {
        let path = source.join("package.json");
        let manifest = fs::read(&path).map_err(TaskError::file("read", &path))?;
        let hash: String =
            Sha256::digest(&manifest).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self { tools: tools.to_owned(), name: format!("npm-{name}-{hash}"), manifest })
    }

    /// The folder that contains the dependencies. Missing dependencies are installed now. A changed package.json gets
    /// another folder.
    pub(crate) fn place(&self, shell: &Shell) -> Result<PathBuf, TaskError> {
        let place = self.tools.join(&self.name);
        let is_there = || place.join("node_modules").is_dir();
        if !is_there() {
            folder::install(&self.tools, &self.name, shell, is_there, |partial| {
                let manifest = partial.join("package.json");
                fs::write(&manifest, &self.manifest).map_err(TaskError::file("write", &manifest))?;
                let mut command = shell.command("npm");
                command.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]);
                command.arg("--prefix").arg(partial).current_dir(partial);
                shell.run(&format!("Installing {}", self.name), &mut command)?;
                Ok(())
            })?;
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::NpmProject;
    use std::fs;

    #[test]
    fn every_manifest_has_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("react");
        fs::create_dir(&source).unwrap();
        let name = |manifest: &str| {
            fs::write(source.join("package.json"), manifest).unwrap();
            NpmProject::new(folder.path(), &source).unwrap().name
        };
        let (first, second) = (name("{}"), name("{\"private\": true}"));
        assert!(first.starts_with("npm-react-"));
        assert_ne!(first, second);
        assert_eq!(first, name("{}"));
    }

    #[test]
    fn a_project_without_a_manifest_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(NpmProject::new(folder.path(), folder.path()).is_err());
    }
}
