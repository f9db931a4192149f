//! Reads Cargo.lock.

use crate::error::TaskError;
use serde::Deserialize;
use std::fs;
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
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
    packages_in(&text).map_err(|problem| TaskError::malformed(&path, problem))
}

fn packages_in(lockfile: &str) -> Result<Vec<Package>, String> {
    toml::from_str::<Lockfile>(lockfile).map(|lockfile| lockfile.package).map_err(|error| error.to_string())
}

/// The version of `name` in the Cargo.lock of the project at `root`.
///
/// Some tools must have exactly the same version as a crate (wasm-bindgen, for example). They take their version from
/// here.
pub(crate) fn locked_version(root: &Path, name: &str) -> Result<String, TaskError> {
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
    version_in(&text, name).map_err(|problem| TaskError::malformed(&path, problem))
}

fn version_in(lockfile: &str, name: &str) -> Result<String, String> {
    let mut versions = packages_in(lockfile)?.into_iter().filter(|package| package.name == name);
    match (versions.next(), versions.next()) {
        (Some(package), None) => Ok(package.version),
        (None, _) => Err(format!("no package {name}")),
        (Some(_), Some(_)) => Err(format!("more than one version of {name}, so no tool can match them all")),
    }
}

#[cfg(test)]
mod tests {
    use super::version_in;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"
dependencies = ["cfg-if"]

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "syn"
version = "1.0.1"

[[package]]
name = "syn"
version = "2.0.1"
"#;

    #[test]
    fn version_of_the_exact_package_is_found() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").as_deref(), Ok("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_locked_is_an_error() {
        assert!(version_in(LOCK, "leptos").unwrap_err().contains("no package leptos"));
    }

    #[test]
    fn two_versions_of_one_package_are_an_error() {
        assert!(version_in(LOCK, "syn").unwrap_err().contains("more than one version"));
    }

    #[test]
    fn a_file_that_is_no_toml_is_an_error() {
        assert!(version_in("<html>", "syn").is_err());
    }
}
