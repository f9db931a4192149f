//! Reads Cargo.lock.

use crate::error::TaskError;
use crate::files;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Lockfile {
    #[serde(default)]
    package: Vec<Package>,
}

/// A package of the lock file.
#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    version: String,
    /// The registry; `None` for a crate of the workspace.
    pub(crate) source: Option<String>,
}

/// All packages in the Cargo.lock of the project at `root`.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>, TaskError> {
    Ok(files::read_toml::<Lockfile>(&root.join("Cargo.lock"))?.package)
}

/// The version of `name` in the Cargo.lock of the project at `root`. An error if there is none or more than one.
///
/// Some tools must have exactly the same version as a crate (wasm-bindgen, for example). They take their version from
/// here.
pub(crate) fn locked_version(root: &Path, name: &str) -> Result<String, TaskError> {
    let mut versions = packages(root)?.into_iter().filter(|package| package.name == name);
    let problem = match (versions.next(), versions.next()) {
        (Some(package), None) => return Ok(package.version),
        (None, _) => format!("no package {name}"),
        (Some(_), Some(_)) => format!("more than one version of {name}, so no tool can match them all"),
    };
    Err(TaskError::malformed(&root.join("Cargo.lock"), problem))
}

#[cfg(test)]
mod tests {
    use super::locked_version;
    use crate::files::testing;

    #[test]
    fn only_version_of_the_exact_package_is_found() {
        let packages =
            [("bindgen", "0.2.130"), ("bindgen-futures", "0.4.80"), ("syn", "1.0.1"), ("syn", "2.0.1")];
        let lock = packages
            .map(|(name, version)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"));
        let folder = testing::folder(&[("Cargo.lock", &lock.concat())]);
        let version = |name| locked_version(folder.path(), name).map_err(|error| error.to_string());
        assert_eq!(version("bindgen").as_deref(), Ok("0.2.130"));
        assert!(version("leptos").unwrap_err().contains("no package leptos"));
        assert!(version("syn").unwrap_err().contains("more than one version"));
    }

    #[test]
    fn a_file_that_is_no_toml_is_an_error() {
        let folder = testing::folder(&[("Cargo.lock", "<html>")]);
        assert!(locked_version(folder.path(), "syn").unwrap_err().to_string().contains("Cargo.lock: "));
    }
}
