//! Checks that read the source files, and the examples in the documentation.

use super::Outcome;
use crate::error::TaskError;
use crate::tidy;
use crate::tools::Bench;

/// rustfmt's check of the whole workspace.
pub(super) const FORMATTING: &str = "fmt --all --check -- --color never";
/// Clippy on the whole workspace for this machine's target, tests included.
pub(super) const NATIVE: &str = "clippy --workspace --all-targets --keep-going -- --deny warnings";
/// Clippy on the form for the browser's target, component tests and examples included.
pub(super) const WASM: &str = "clippy --package customer-form --target wasm32-unknown-unknown --lib --bins --tests \
                               --examples -- --deny warnings";
/// The crates' documentation: every link in doc comments leads to an item.
pub(super) const DOCUMENTATION: &str =
    "doc --workspace --no-deps --config build.rustdocflags=['--deny','warnings']";

/// Runs cargo with these arguments, which are separated by spaces. The check passes if cargo succeeds.
pub(super) fn cargo(bench: &Bench<'_>, name: &str, arguments: &str) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    let finished = bench.shell.run_to_end(name, command.args(arguments.split_whitespace()))?;
    let passed = finished.status.success();
    let details = if passed { String::new() } else { bench.shell.explained(&finished.output, &finished.log) };
    Ok(Outcome::of_check(passed, "", details))
}

/// Checks the rules that are specific to this project.
pub(super) fn tidy(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    Ok(Outcome::of_findings(&tidy::findings(&bench.project.root, bench.shell)?))
}

/// The examples in the documentation of the contract, the only crate that is meant as a library for others.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["test", "--doc", "--package", "customer-form-contract", "--all-features"]);
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Documentation examples", &mut command)?))
}
