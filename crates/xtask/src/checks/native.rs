//! Tests that run as ordinary programs.

use super::{Bench, Outcome, counts, written};
use crate::error::TaskError;

/// All tests of the workspace but those through a browser.
///
/// One nextest call builds for both kinds, so that the second does not compile with another set of features again.
pub(super) fn tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
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
) -> Result<Outcome, TaskError> {
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
    let tally = counts::nextest(&finished.output);
    let shown = bench.shell.shown(&finished.output);
    Ok(Outcome::of_tests(tally, finished.status.success(), expected, shown))
}

/// The examples in the documentation of the contract, the one library that others read.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo();
    command.args(["test", "--doc", "--package", "customer-form-contract", "--all-features"]);
    let finished = bench.shell.run_to_end("Documentation examples", &mut command)?;
    let expected = written::any(&bench.project.root, &["crates/contract/src"], &["/// ```", "//! ```"])?;
    let tally = counts::libtest(&finished.output);
    Ok(Outcome::of_tests(tally, finished.status.success(), expected, bench.shell.shown(&finished.output)))
}
