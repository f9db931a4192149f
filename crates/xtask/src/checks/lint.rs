//! Checks that read the source files, and the examples in the documentation.

use super::Outcome;
use crate::error::TaskError;
use crate::tidy;
use crate::tools::{Bench, WASM};
use std::process::Command;

/// Runs rustfmt's check on the whole workspace.
pub(super) fn formatting(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    check(bench, "Formatting", command.args(["fmt", "--all", "--check", "--", "--color", "never"]))
}

/// Checks the rules that are specific to this project.
pub(super) fn tidy(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    Ok(Outcome::of_findings(&tidy::findings(&bench.project.root, bench.shell)?))
}

/// Runs clippy on the whole workspace for this machine's target, tests included.
pub(super) fn clippy_native(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--keep-going", "--", "--deny", "warnings"]);
    check(bench, "Clippy, native", &mut command)
}

/// Runs clippy on the form for the browser's target, component tests and examples included.
pub(super) fn clippy_wasm(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    let targets = ["--lib", "--bins", "--tests", "--examples"];
    command.args(["clippy", "--package", "customer-form", "--target", WASM]).args(targets);
    check(bench, "Clippy, wasm32", command.args(["--", "--deny", "warnings"]))
}

/// The crates' documentation: every link in doc comments leads to an item.
pub(super) fn documentation(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings");
    check(bench, "Documentation", &mut command)
}

/// The examples in the documentation of the contract, the only crate that is meant as a library for others.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["test", "--doc", "--package", "customer-form-contract", "--all-features"]);
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Documentation examples", &mut command)?))
}

fn check(bench: &Bench<'_>, what: &str, command: &mut Command) -> Result<Outcome, TaskError> {
    let finished = bench.shell.run_to_end(what, command)?;
    let passed = finished.status.success();
    let details = if passed { String::new() } else { bench.shell.explained(&finished.output, &finished.log) };
    Ok(Outcome::of_check(passed, "", details))
}
