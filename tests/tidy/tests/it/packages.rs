//! The packages of the workspace depend on each other in one direction only: form → contract ← proxy, and proxy → form
//! for rendering.

use std::process::Command;

use serde::Deserialize;

use crate::{assert_none, root};

const FORM: &str = "customer-form";
const CONTRACT: &str = "customer-form-contract";
const SANDBOX: &str = "crm-sandbox";
const PROXY: &str = "customer-form-proxy";
const TEST_SUPPORT: &str = "test-support";
const SEND_WRAPPER: &str = "send_wrapper";

/// The end-to-end tests, which may use every package.
const END_TO_END: &str = "e2e";

/// A part of the workspace (a "room"): its package, the workspace packages that it may depend on, and those that its
/// tests may depend on in addition.
type Room = (&'static str, &'static [&'static str], &'static [&'static str]);

/// All checked rooms. A test compares them with the packages of the workspace.
const ROOMS: &[Room] = &[
    (FORM, &[CONTRACT, SEND_WRAPPER], &[]),
    (CONTRACT, &[], &[]),
    // The proxy renders the form's views to HTML. The form does not know the proxy.
    (PROXY, &[CONTRACT, FORM], &[SANDBOX, TEST_SUPPORT]),
    // The sandbox parses requests with its own code, so that it cannot have the same mistake as the proxy.
    (SANDBOX, &[], &[CONTRACT, TEST_SUPPORT]),
    (TEST_SUPPORT, &[PROXY], &[FORM, CONTRACT]),
    // The commands must work even if no other package compiles.
    ("xtask", &[], &[]),
    ("proof-worker", &[CONTRACT], &[]),
    ("tidy", &[], &[]),
    // The stand-ins for two dependencies of Leptos.
    (SEND_WRAPPER, &[], &[]),
    ("wasm-streams", &[], &[]),
];

/// The output of `cargo metadata`.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or none.
    kind: Option<String>,
}

fn metadata() -> Metadata {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(root());
    serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
}

/// Whether the package is a part of the workspace.
fn is_ours(package: &str) -> bool {
    package == END_TO_END || ROOMS.iter().any(|(name, ..)| *name == package)
}

#[test]
fn every_package_of_the_workspace_is_a_room() {
    let packages = metadata().packages.into_iter().map(|package| package.name);
    assert_eq!(packages.filter(|name| !is_ours(name)).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn packages_depend_on_each_other_in_one_direction() {
    let metadata = metadata();
    assert_none(&ROOMS.iter().flat_map(|room| forbidden(room, &metadata)).collect::<Vec<_>>());
}

fn forbidden((name, in_code, in_tests): &Room, metadata: &Metadata) -> Vec<String> {
    let Some(package) = metadata.packages.iter().find(|package| package.name == *name) else {
        return vec![format!("there is no package {name}")];
    };
    let is_allowed = |dependency: &&Dependency| {
        let other = dependency.name.as_str();
        // Tests may depend on their own package to enable features.
        let in_tests =
            dependency.kind.as_deref() == Some("dev") && (in_tests.contains(&other) || other == *name);
        !is_ours(other) || in_code.contains(&other) || in_tests
    };
    let found = package.dependencies.iter().filter(|dependency| !is_allowed(dependency));
    found.map(|dependency| format!("{name}: must not depend on {}", dependency.name)).collect()
}

#[test]
fn only_dependencies_that_a_room_may_not_have_are_found() {
    let contract = "customer-form-contract";
    for (package, dependency, kind, allowed) in [
        ("customer-form", "serde", "null", true),
        ("customer-form", contract, "null", true),
        ("customer-form-proxy", contract, "null", true),
        ("customer-form", "customer-form-proxy", "null", false),
        ("crm-sandbox", contract, "\"dev\"", true),
        ("crm-sandbox", contract, "null", false),
        ("crm-sandbox", "test-support", "\"dev\"", true),
        ("customer-form-proxy", "test-support", "null", false),
        // A package may name itself in tests to enable features.
        (contract, contract, "\"dev\"", true),
        (contract, contract, "null", false),
        ("xtask", "crm-sandbox", "\"build\"", false),
        ("proof-worker", contract, "null", true),
        ("proof-worker", "customer-form", "null", false),
        ("customer-form", "send_wrapper", "null", true),
        ("customer-form-proxy", "send_wrapper", "null", false),
        ("wasm-streams", contract, "null", false),
        ("customer-form", "e2e", "\"dev\"", false),
    ] {
        let dependencies = format!(r#"[{{"name": "{dependency}", "kind": {kind}}}]"#);
        let read = format!(r#"{{"packages": [{{"name": "{package}", "dependencies": {dependencies}}}]}}"#);
        let room = ROOMS.iter().find(|(name, ..)| *name == package).unwrap();
        let expected = (!allowed).then(|| format!("{package}: must not depend on {dependency}"));
        assert_eq!(forbidden(room, &serde_json::from_str(&read).unwrap()), Vec::from_iter(expected));
    }
}
