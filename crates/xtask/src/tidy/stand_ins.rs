//! The crates of `[patch.crates-io]` are the crates that the lock file resolves.
//!
//! Cargo only warns about a stand-in that it does not use, as when a dependency asks for another version: the form would
//! then bring the crate along that the stand-in keeps out.

use crate::error::TaskError;
use crate::lockfile;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    patch: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

pub(super) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
    let manifest: Manifest =
        toml::from_str(&text).map_err(|error| TaskError::malformed(&path, error.to_string()))?;
    let packages = lockfile::packages(root)?;
    let patched = manifest.patch.into_values().flat_map(BTreeMap::into_keys);
    let findings = patched.filter_map(|name| {
        let mut resolved = packages.iter().filter(|package| package.name == name);
        let problem = match (resolved.next(), resolved.next()) {
            (Some(only), None) if only.source.is_none() => return None,
            (None, _) => "is not in Cargo.lock",
            _ => "is in Cargo.lock from a registry",
        };
        Some(format!("Cargo.toml: {name} has a stand-in, and {problem}"))
    });
    Ok(findings.collect())
}

#[cfg(test)]
mod tests {
    use super::findings;
    use std::fs;

    const MANIFEST: &str =
        "[patch.crates-io]\na = { path = \"a\" }\nb = { path = \"b\" }\nc = { path = \"c\" }\n";

    #[test]
    fn stand_in_that_is_not_resolved_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Cargo.toml"), MANIFEST).unwrap();
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\nsource = \"registry\"\n";
        fs::write(folder.path().join("Cargo.lock"), lock).unwrap();
        assert_eq!(
            findings(folder.path()).unwrap(),
            [
                "Cargo.toml: b has a stand-in, and is in Cargo.lock from a registry",
                "Cargo.toml: c has a stand-in, and is not in Cargo.lock",
            ]
        );
    }

    #[test]
    fn two_versions_of_a_stand_in_are_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Cargo.toml"), "[patch.crates-io]\na = { path = \"a\" }\n").unwrap();
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry\"\n";
        fs::write(folder.path().join("Cargo.lock"), lock).unwrap();
        let found = findings(folder.path()).unwrap();
        assert_eq!(found, ["Cargo.toml: a has a stand-in, and is in Cargo.lock from a registry"]);
    }
}
