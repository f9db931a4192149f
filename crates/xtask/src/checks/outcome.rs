//! The result of a stage, and the numbers of passed and failed tests in the output of test runners.

use crate::error::TaskError;
use crate::shell::{Finished, Shell};
use std::fmt;
use std::ops::Add;

/// Numbers of passed and failed tests and checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

/// The closing line: `12 passed, 0 failed`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// The counts that a stage adds to the total, and its output.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) tally: Tally,
    /// A short text for the stage's line. Its wording differs from the closing line, because only the closing line may
    /// have that form.
    pub(super) summary: String,
    /// The text below that line; empty if the stage passed without remarks.
    pub(super) details: String,
}

impl Outcome {
    /// The outcome of a check, which counts as one.
    pub(super) fn of_check(passed: bool, summary: &str, details: String) -> Self {
        let word = if passed { "ok" } else { "failed" };
        let summary = if summary.is_empty() { word.to_owned() } else { format!("{word}, {summary}") };
        Self { tally: Tally { passed: passed.into(), failed: (!passed).into() }, summary, details }
    }

    /// The outcome of a check that passes if there are no findings.
    pub(super) fn of_findings(findings: &[String]) -> Self {
        Self::of_check(findings.is_empty(), "", findings.join("\n"))
    }

    /// The outcome of a stage, also of one that could not run: it counts as a failure, so that it does not look like a
    /// stage without tests. Fails only if the user asked to stop.
    pub(super) fn settled(result: Result<Self, TaskError>) -> Result<Self, TaskError> {
        match result {
            Ok(_) | Err(TaskError::Stopped) => result,
            Err(error) => Ok(Self::of_check(false, "", error.to_string())),
        }
    }

    /// The outcome of a run of tests. `tally` is the runner's own summary, if there is one; `details` is shown if the
    /// run failed. A run in which no test ran has failed.
    pub(super) fn of_tests(tally: Option<Tally>, succeeded: bool, mut details: String) -> Self {
        let mut tally = tally.unwrap_or_default();
        let ran = tally != Tally::default();
        if succeeded && ran {
            details.clear();
        } else if tally.failed == 0 {
            tally.failed = 1;
            let problem = if ran { "The run failed although no test did." } else { "No test ran." };
            details = format!("{details}{problem}\n");
        }
        let summary = match tally {
            Tally { passed, failed: 0 } => format!("ok, {passed} passed"),
            Tally { passed, failed } => format!("failed, {failed} of {} did not pass", passed + failed),
        };
        Self { tally, summary, details }
    }

    /// The outcome of a run of nextest.
    pub(super) fn of_nextest(shell: &Shell, finished: &Finished) -> Self {
        let details = shell.explained(&finished.output, &finished.log);
        Self::of_tests(nextest(&finished.output), finished.status.success(), details)
    }

    /// The outcome of a run of libtest, or of a runner that prints in the same form.
    pub(super) fn of_libtest(shell: &Shell, Finished { status, output, log }: &Finished) -> Self {
        let details = shell.explained(libtest_failures(output).as_ref().unwrap_or(output), log);
        Self::of_tests(libtest(output), status.success(), details)
    }
}

/// Reads nextest's summary: `Summary [  1.2s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped`.
///
/// Every test of the run that did not pass counts as failed, with any result, including tests that a cancelled run
/// (`5/12 tests run`) did not reach. `None` if there is no summary.
fn nextest(output: &str) -> Option<Tally> {
    let summary = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (run, results) = summary.split_once(']')?.1.split_once(':')?;
    let planned: u32 = run.split_whitespace().next()?.rsplit('/').next()?.parse().ok()?;
    let passed = number_before(results, "passed").unwrap_or(0);
    Some(Tally { passed, failed: planned.checked_sub(passed)? })
}

/// Adds up the result lines: `test result: ok. 3 passed; 0 failed; 1 ignored; …`. `None` if there is no such line.
fn libtest(output: &str) -> Option<Tally> {
    let results = output.lines().filter_map(|line| line.split_once("test result: "));
    let tallies = results.filter_map(|(_, results)| {
        Some(Tally { passed: number_before(results, "passed")?, failed: number_before(results, "failed")? })
    });
    tallies.reduce(Tally::add)
}

/// The output about failed tests, for all test programs of a run: the output of each failed test first and the names
/// of the failed tests last, because only the end may be shown. `None` if no test failed.
fn libtest_failures(output: &str) -> Option<String> {
    let failed = |line: &&str| line.starts_with("test ") && line.contains(" ... FAIL");
    let names: Vec<_> = output.lines().filter(failed).collect();
    let about = output.split("\nfailures:\n").skip(1).filter_map(|part| part.split("test result: ").next());
    (!names.is_empty()).then(|| format!("{}\n{}\n", about.collect::<String>(), names.join("\n")))
}

/// The number before a word: 3 in `3 passed;`.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let mut words =
        text.split_whitespace().rev().skip_while(|found| found.trim_end_matches([',', ';']) != word);
    words.nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Outcome, Tally, libtest, libtest_failures, nextest};

    fn tally(passed: u32, failed: u32) -> Option<Tally> {
        Some(Tally { passed, failed })
    }

    #[test]
    fn every_planned_test_that_did_not_pass_counts_as_failed() {
        for (summary, expected) in [
            ("143 tests run: 143 passed, 2 skipped\n", tally(143, 0)),
            ("1 test run: 1 passed (1 slow), 0 skipped", tally(1, 0)),
            ("0 tests run: 0 passed, 7 skipped", tally(0, 0)),
            (
                "12 tests run: 8 passed (2 leaky), 1 failed, 2 timed out, 1 exec failed\n FAIL a b\n",
                tally(8, 4),
            ),
            ("5/12 tests run: 4 passed, 1 failed, 0 skipped", tally(4, 8)),
            ("2 tests run: 2 failed, 0 skipped", tally(0, 2)),
            ("broken", None),
        ] {
            assert_eq!(nextest(&format!("  PASS [ 0.1s] a\n----\n  Summary [ 1.2s] {summary}")), expected);
        }
        assert_eq!(nextest("error: could not compile `xtask`"), None);
    }

    #[test]
    fn results_of_several_test_programs_are_added_up() {
        let output = "Loading...test result: ok. 2 passed; 0 failed; 0 ignored; finished in 0.15s\n\n     \
            Running tests/fields.rs\ntest result: FAILED. 3 passed; 4 failed; 1 ignored; 0 filtered out\n";
        assert_eq!(libtest(output), tally(5, 4));
        assert_eq!(libtest("error: could not compile `xtask`"), None);
    }

    #[test]
    fn only_failed_tests_are_shown_with_their_output() {
        let output = "test a ... ok\ntest b ... FAIL\n\nfailures:\n\n---- b output ----\n    panicked at x\n\nfailures:\n\n    b\n\ntest result: FAILED. 1 passed; 1 failed\n     Running tests/c.rs\ntest c ... ok\ntest result: ok. 1 passed; 0 failed\n";
        let told = libtest_failures(output).unwrap();
        assert!(told.ends_with("\ntest b ... FAIL\n") && told.contains("panicked at x"), "{told}");
        assert!(!told.contains("... ok") && !told.contains("Running"), "{told}");
        assert_eq!(libtest_failures("test a ... ok\ntest result: ok. 1 passed; 0 failed"), None);
    }

    #[test]
    fn run_shows_its_output_only_if_it_failed() {
        for (counted, succeeded, expected, shown) in [
            (tally(12, 0), true, tally(12, 0), ""),
            (tally(11, 1), false, tally(11, 1), "output\n"),
            (tally(3, 0), false, tally(3, 1), "output\nThe run failed although no test did.\n"),
            (None, false, tally(0, 1), "output\nNo test ran.\n"),
            (tally(0, 0), true, tally(0, 1), "output\nNo test ran.\n"),
        ] {
            let outcome = Outcome::of_tests(counted, succeeded, "output\n".to_owned());
            assert_eq!((Some(outcome.tally), outcome.details.as_str()), (expected, shown));
        }
    }

    #[test]
    fn only_the_closing_line_has_its_format() {
        let failed = Tally { passed: 7, failed: 1 };
        assert_eq!(failed.to_string(), "7 passed, 1 failed");
        let summary = |tally| Outcome::of_tests(Some(tally), true, String::new()).summary;
        assert_eq!(summary(failed), "failed, 1 of 8 did not pass");
        assert_eq!(summary(Tally { passed: 7, failed: 0 }), "ok, 7 passed");
        // A check counts as one, with any number of findings.
        assert_eq!(Some(Outcome::of_findings(&["one".into(), "two".into()]).tally), tally(0, 1));
    }
}
