//! Checks the dependencies between the packages of the workspace: form → contract ← proxy, and no others.

use crate::error::TaskError;
use std::fs;
use std::path::Path;

const FORM: &str = "customer-form";
const CONTRACT: &str = "customer-form-contract";
const PROXY: &str = "customer-form-proxy";
const SANDBOX: &str = "crm-sandbox";
const OURS: &[&str] = &[FORM, CONTRACT, PROXY, SANDBOX, "xtask", "e2e"];

/// A part of the workspace (a "room") and the workspace packages that it may depend on.
struct Room {
    manifest: &'static str,
    in_code: &'static [&'static str],
    /// Packages that are allowed in tests, in addition to `in_code`.
    in_tests: &'static [&'static str],
}

/// All checked rooms. The end-to-end tests are not checked, because they may use every package.
const ROOMS: &[Room] = &[
    Room { manifest: "Cargo.toml", in_code: &[CONTRACT], in_tests: &[] },
    Room { manifest: "crates/contract/Cargo.toml", in_code: &[], in_tests: &[] },
    Room { manifest: "crates/proxy/Cargo.toml", in_code: &[CONTRACT], in_tests: &[SANDBOX] },
    // The sandbox parses requests with its own code, so that it cannot have the same mistake as the proxy.
    Room { manifest: "crates/sandbox/Cargo.toml", in_code: &[], in_tests: &[CONTRACT] },
    // The commands must work even if no other package compiles.
    Room { manifest: "crates/xtask/Cargo.toml", in_code: &[], in_tests: &[] },
];

pub(super) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let mut findings = Vec::new();
    for room in ROOMS {
        let path = root.join(room.manifest);
        let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
        let manifest =
            toml::from_str(&text).map_err(|error| TaskError::malformed(&path, error.to_string()))?;
        findings.extend(forbidden(room, &manifest));
    }
    Ok(findings)
}

fn forbidden(room: &Room, manifest: &toml::Table) -> Vec<String> {
    let mut findings = Vec::new();
    let own_name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
    // Dependencies for one platform are one level deeper, under `target`.
    let platforms = manifest.get("target").and_then(toml::Value::as_table);
    let tables = platforms.into_iter().flatten().filter_map(|(_, platform)| platform.as_table());
    for table in std::iter::once(manifest).chain(tables) {
        for (section, in_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            for (name, dependency) in table.get(section).and_then(toml::Value::as_table).into_iter().flatten()
            {
                // A dependency may have another name than its package.
                let package = dependency.get("package").and_then(toml::Value::as_str).unwrap_or(name);
                // Tests may depend on their own package to enable features.
                let allowed = room.in_code.contains(&package)
                    || (in_tests && (room.in_tests.contains(&package) || own_name == Some(package)));
                if OURS.contains(&package) && !allowed {
                    findings.push(format!("{}: must not have {package} among its {section}", room.manifest));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{ROOMS, forbidden};

    fn check(manifest: &str, text: &str) -> Vec<String> {
        let room = ROOMS.iter().find(|room| room.manifest == manifest).unwrap();
        forbidden(room, &toml::from_str(text).unwrap())
    }

    #[test]
    fn form_and_proxy_may_use_the_contract_and_foreign_crates() {
        let text = "[dependencies]\ncustomer-form-contract = { workspace = true }\nserde = \"1\"";
        assert!(check("Cargo.toml", text).is_empty());
        assert!(check("crates/proxy/Cargo.toml", text).is_empty());
    }

    #[test]
    fn the_form_must_not_depend_on_the_proxy() {
        let found = check("Cargo.toml", "[dependencies]\ncustomer-form-proxy = { workspace = true }");
        assert_eq!(found, ["Cargo.toml: must not have customer-form-proxy among its dependencies"]);
    }

    #[test]
    fn the_sandbox_may_use_the_contract_in_tests_only() {
        let line = "customer-form-contract = { workspace = true }";
        assert!(check("crates/sandbox/Cargo.toml", &format!("[dev-dependencies]\n{line}")).is_empty());
        assert_eq!(check("crates/sandbox/Cargo.toml", &format!("[dependencies]\n{line}")).len(), 1);
    }

    #[test]
    fn a_package_may_name_itself_in_tests_to_switch_features_on() {
        let text = "[package]\nname = \"customer-form-contract\"\n[dev-dependencies]\ncustomer-form-contract = { workspace = true }";
        assert!(check("crates/contract/Cargo.toml", text).is_empty());
        assert_eq!(check("crates/contract/Cargo.toml", &text.replace("dev-", "")).len(), 1);
    }

    #[test]
    fn renamed_and_platform_dependencies_are_found() {
        let text = "[dependencies]\nrules = { package = \"customer-form-contract\", path = \"..\" }";
        assert_eq!(check("crates/xtask/Cargo.toml", text).len(), 1);
        let text = "[target.'cfg(unix)'.build-dependencies]\ncrm-sandbox = { workspace = true }";
        assert_eq!(check("crates/xtask/Cargo.toml", text).len(), 1);
    }
}
