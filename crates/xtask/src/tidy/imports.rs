//! Checks the dependencies between the packages of the workspace: form → contract ← proxy, and no others.

use crate::error::TaskError;
use crate::files;
use std::path::Path;

const FORM: &str = "customer-form";
const CONTRACT: &str = "customer-form-contract";
const PROXY: &str = "customer-form-proxy";
const SANDBOX: &str = "crm-sandbox";
const OURS: &[&str] = &[FORM, CONTRACT, PROXY, SANDBOX, "xtask", "e2e"];

/// A part of the workspace (a "room"): its manifest, the workspace packages that it may depend on, and those that its
/// tests may depend on in addition.
type Room = (&'static str, &'static [&'static str], &'static [&'static str]);

/// All checked rooms. The end-to-end tests are not checked, because they may use every package.
const ROOMS: &[Room] = &[
    ("Cargo.toml", &[CONTRACT], &[]),
    ("crates/contract/Cargo.toml", &[], &[]),
    ("crates/proxy/Cargo.toml", &[CONTRACT], &[SANDBOX]),
    // The sandbox parses requests with its own code, so that it cannot have the same mistake as the proxy.
    ("crates/sandbox/Cargo.toml", &[], &[CONTRACT]),
    // The commands must work even if no other package compiles.
    ("crates/xtask/Cargo.toml", &[], &[]),
];

/// The dependencies that are not allowed.
pub(super) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let mut findings = Vec::new();
    for room in ROOMS {
        findings.extend(forbidden(room, &files::read_toml(&root.join(room.0))?));
    }
    Ok(findings)
}

fn forbidden((manifest, in_code, in_tests): &Room, read: &toml::Table) -> Vec<String> {
    let mut findings = Vec::new();
    let own_name = read.get("package").and_then(|package| package.get("name")?.as_str());
    // Dependencies for one platform are one level deeper, under `target`.
    let platforms = read.get("target").and_then(toml::Value::as_table);
    let tables = platforms.into_iter().flatten().filter_map(|(_, platform)| platform.as_table());
    for table in std::iter::once(read).chain(tables) {
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let of_tests = section == "dev-dependencies";
            let dependencies = table.get(section).and_then(toml::Value::as_table);
            for (name, dependency) in dependencies.into_iter().flatten() {
                // A dependency may have another name than its package.
                let package = dependency.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                // Tests may depend on their own package to enable features.
                let allowed = in_code.contains(&package)
                    || (of_tests && (in_tests.contains(&package) || own_name == Some(package)));
                if OURS.contains(&package) && !allowed {
                    findings.push(format!("{manifest}: must not have {package} among its {section}"));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{ROOMS, forbidden};

    #[test]
    fn only_dependencies_that_a_room_may_not_have_are_found() {
        let contract = "customer-form-contract = { workspace = true }";
        let own = format!("[package]\nname = \"customer-form-contract\"\n[dev-dependencies]\n{contract}");
        for (manifest, text, found) in [
            ("Cargo.toml", &format!("[dependencies]\nserde = \"1\"\n{contract}"), false),
            ("crates/proxy/Cargo.toml", &format!("[dependencies]\n{contract}"), false),
            ("Cargo.toml", &"[dependencies]\ncustomer-form-proxy = \"1\"".to_owned(), true),
            ("crates/sandbox/Cargo.toml", &format!("[dev-dependencies]\n{contract}"), false),
            ("crates/sandbox/Cargo.toml", &format!("[dependencies]\n{contract}"), true),
            // A package may name itself in tests to enable features.
            ("crates/contract/Cargo.toml", &own, false),
            ("crates/contract/Cargo.toml", &own.replace("dev-", ""), true),
            (
                "crates/xtask/Cargo.toml",
                &"[dependencies]\na = { package = \"crm-sandbox\" }".to_owned(),
                true,
            ),
            (
                "crates/xtask/Cargo.toml",
                &"[target.x.build-dependencies]\ncrm-sandbox = \"1\"".to_owned(),
                true,
            ),
        ] {
            let room = ROOMS.iter().find(|(name, ..)| *name == manifest).unwrap();
            let findings = forbidden(room, &toml::from_str(text).unwrap());
            assert_eq!(findings.len(), usize::from(found), "{manifest}: {text}: {findings:?}");
        }
    }

    #[test]
    fn finding_names_manifest_package_and_section() {
        let manifest = toml::from_str("[dependencies]\ncustomer-form-proxy = \"1\"").unwrap();
        let found = forbidden(&ROOMS[0], &manifest);
        assert_eq!(found, ["Cargo.toml: must not have customer-form-proxy among its dependencies"]);
    }
}
