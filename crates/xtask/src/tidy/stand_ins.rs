//! The crates of `[patch.crates-io]` are the crates that the lock file resolves.
//!
//! Cargo only warns about a stand-in that it does not use, as when a dependency asks for another version: the form would
//! then bring the crate along that the stand-in keeps out.

use crate::error::TaskError;
use crate::{files, lockfile};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    patch: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

/// The stand-ins that Cargo does not use.
pub(super) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let manifest: Manifest = files::read_toml(&root.join("Cargo.toml"))?;
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
    use crate::files::testing;

    #[test]
    fn stand_in_that_is_not_the_only_resolved_crate_is_found() {
        let patch = ["a", "b", "c", "d"].map(|name| format!("{name} = {{ path = \"{name}\" }}\n")).concat();
        let package =
            |name, source| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n{source}\n");
        let registry = "source = \"registry\"";
        let lock =
            [package("a", ""), package("b", registry), package("d", ""), package("d", registry)].concat();
        let manifest = format!("[patch.crates-io]\n{patch}");
        let folder = testing::folder(&[("Cargo.toml", &manifest), ("Cargo.lock", &lock)]);
        assert_eq!(
            findings(folder.path()).unwrap(),
            [
                "Cargo.toml: b has a stand-in, and is in Cargo.lock from a registry",
                "Cargo.toml: c has a stand-in, and is not in Cargo.lock",
                "Cargo.toml: d has a stand-in, and is in Cargo.lock from a registry",
            ]
        );
    }
}
