//! Checks that read the source files.

use super::{Bench, CheckOutcome};
use crate::error::TaskError;
use crate::tidy;
use crate::tools::WASM;
use std::process::Command;

/// Runs rustfmt's check on the whole workspace.
pub(super) fn formatting(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    check(
        bench,
        "Formatting",
        bench.shell.cargo().args(["fmt", "--all", "--check", "--", "--color", "never"]),
    )
}

/// Checks the rules that are specific to this project.
pub(super) fn tidy(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    Ok(CheckOutcome::of_check(tidy::findings(&bench.project.root)))
}

/// Runs clippy on the whole workspace for this machine's target, tests included.
pub(super) fn clippy_native(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--keep-going", "--", "--deny", "warnings"]);
    check(bench, "Clippy, native", &mut command)
}

/// Runs clippy on the form for the browser's target, component tests and examples included.
pub(super) fn clippy_wasm(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    let targets = ["--lib", "--bins", "--tests", "--examples"];
    command.args(["clippy", "--package", "customer-form", "--target", WASM]).args(targets);
    command.args(["--", "--deny", "warnings"]);
    check(bench, "Clippy, wasm32", &mut command)
}

/// The crates' documentation: every link in doc comments leads to an item.
pub(super) fn documentation(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings");
    check(bench, "Documentation", &mut command)
}

fn check(bench: &Bench<'_>, what: &str, command: &mut Command) -> Result<CheckOutcome, TaskError> {
    let finished = bench.shell.run_to_end(what, command)?;
    let passed = finished.status.success();
    let details = if passed { String::new() } else { bench.shell.explained(&finished.output, &finished.log) };
    Ok(CheckOutcome::of_check_with(passed, "", details))
}
