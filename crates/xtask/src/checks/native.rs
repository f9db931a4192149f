//! Tests that run as ordinary programs.

use super::{Bench, CheckOutcome, counts, written};
use crate::error::TaskError;
use crate::shell::Finished;

/// All tests of the workspace except the tests through a browser.
///
/// The native and the end-to-end stages use the same nextest build, so that the second stage does not compile again
/// with another set of features.
pub(super) fn tests(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    // The package `xtask` has tests itself, so this stage always has tests to run.
    nextest(bench, "Native tests", "not package(e2e)", true, &[])
}

/// Runs the tests that match nextest's `filter`, with additional environment variables.
pub(super) fn nextest(
    bench: &Bench<'_>,
    what: &str,
    filter: &str,
    expected: bool,
    environment: &[(&str, &std::ffi::OsStr)],
) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args([
        "nextest",
        "run",
        "--workspace",
        "--filterset",
        filter,
        "--no-fail-fast",
        "--no-tests=pass",
    ]);
    command.env("PATH", bench.tools.path()).envs(environment.iter().copied());
    let finished = bench.shell.run_to_end(what, &mut command)?;
    let details = bench.shell.explained(&finished.output, &finished.log);
    Ok(CheckOutcome::of_tests(
        counts::nextest(&finished.output),
        finished.status.success(),
        expected,
        details,
    ))
}

/// The examples in the documentation of the contract, the only crate that is meant as a library for others.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["test", "--doc", "--package", "customer-form-contract", "--all-features"]);
    let finished = bench.shell.run_to_end("Documentation examples", &mut command)?;
    let expected = written::any(&bench.project.root, &["crates/contract/src"], &["/// ```", "//! ```"])?;
    Ok(libtest_outcome(bench, &finished, expected))
}

/// Reads the result of a run from the output of libtest, or of a runner that prints in the same form.
pub(super) fn libtest_outcome(bench: &Bench<'_>, finished: &Finished, expected: bool) -> CheckOutcome {
    let output = &finished.output;
    let failures = counts::libtest_failures(output);
    let details = bench.shell.explained(failures.as_ref().unwrap_or(output), &finished.log);
    CheckOutcome::of_tests(counts::libtest(output), finished.status.success(), expected, details)
}
