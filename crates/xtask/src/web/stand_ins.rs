//! A build of the form needs the stand-ins of `[patch.crates-io]`.

use crate::error::TaskError;
use crate::files::read_toml;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    patch: BTreeMap<String, BTreeMap<String, toml::Value>>,
}

#[derive(Deserialize)]
struct Lockfile {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    /// The registry; `None` for a crate of the workspace.
    source: Option<String>,
}

/// Fails if the lock file has another crate than a stand-in.
///
/// If a stand-in has a version that no dependency accepts, Cargo uses the crate from the registry without an error. The
/// form would then contain the crate that the stand-in should replace.
pub(super) fn check(root: &Path) -> Result<(), TaskError> {
    let path = root.join("Cargo.toml");
    let (manifest, lockfile): (Manifest, Lockfile) =
        (read_toml(&path)?, read_toml(&root.join("Cargo.lock"))?);
    let patched = manifest.patch.into_values().flat_map(BTreeMap::into_keys);
    let findings = patched.filter_map(|name| {
        let mut resolved = lockfile.package.iter().filter(|package| package.name == name);
        let problem = match (resolved.next(), resolved.next()) {
            (Some(only), None) if only.source.is_none() => return None,
            (None, _) => "is not in Cargo.lock",
            _ => "is in Cargo.lock from a registry",
        };
        Some(format!("{name} has a stand-in, and {problem}"))
    });
    let findings: Vec<_> = findings.collect();
    if findings.is_empty() { Ok(()) } else { Err(TaskError::malformed(&path, findings.join("; "))) }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::files::testing;

    #[test]
    fn stand_in_that_is_not_the_only_resolved_crate_is_found() {
        let manifest = "[patch.crates-io]\na.path = \"a\"\nb.path = \"b\"\nc.path = \"c\"\nd.path = \"d\"\n";
        let package = |name, source| format!("[[package]]\nname = \"{name}\"\n{source}\n");
        let registry = "source = \"registry\"";
        let others = [package("b", registry), package("d", ""), package("d", registry)].concat();
        let check = |lock: String| {
            let folder = testing::folder(&[("Cargo.toml", manifest), ("Cargo.lock", &lock)]);
            check(folder.path()).map_err(|error| error.to_string())
        };
        assert!(check(["a", "b", "c", "d"].map(|name| package(name, "")).concat()).is_ok());
        let error = check(package("a", "") + &others).unwrap_err();
        let expected = "Cargo.toml: b has a stand-in, and is in Cargo.lock from a registry; \
                        c has a stand-in, and is not in Cargo.lock; \
                        d has a stand-in, and is in Cargo.lock from a registry";
        assert!(error.ends_with(expected), "{error}");
    }
}
