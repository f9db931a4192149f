//! Tests that run as ordinary programs.

use super::{Bench, CheckOutcome, counts, written};
use crate::error::TaskError;
use crate::shell::Finished;

/// All tests of the workspace but those through a browser.
///
/// One nextest call builds for both kinds, so that the second does not compile with another set of features again.
pub(super) fn tests(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    // This very program has tests, so there is always something to run.
    nextest(bench, "Native tests", "not package(e2e)", true, &[])
}

/// Runs the tests that match nextest's `filter`, with some environment.
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

/// The examples in the documentation of the contract, the one library that others read.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<CheckOutcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["test", "--doc", "--package", "customer-form-contract", "--all-features"]);
    let finished = bench.shell.run_to_end("Documentation examples", &mut command)?;
    let expected = written::any(&bench.project.root, &["crates/contract/src"], &["/// ```", "//! ```"])?;
    Ok(libtest_outcome(bench, &finished, expected))
}

/// Reads what libtest, or a runner that prints like it, said about a run.
pub(super) fn libtest_outcome(bench: &Bench<'_>, finished: &Finished, expected: bool) -> CheckOutcome {
    let output = &finished.output;
    let failures = counts::libtest_failures(output);
    let details = bench.shell.explained(failures.as_ref().unwrap_or(output), &finished.log);
    CheckOutcome::of_tests(counts::libtest(output), finished.status.success(), expected, details)
}
