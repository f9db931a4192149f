//! The result of a stage.

use super::counts::Tally;
use crate::error::TaskError;

/// The counts that a stage adds to the total, and its output.
#[derive(Debug)]
pub(super) struct CheckOutcome {
    pub(super) tally: Tally,
    /// A short text for the stage's line.
    pub(super) summary: String,
    /// The text below that line; empty if the stage passed without remarks.
    pub(super) details: String,
}

impl CheckOutcome {
    /// The outcome of a check. It counts as one, with any number of findings; it passes if there are none.
    pub(super) fn of_check(findings: Result<Vec<String>, TaskError>) -> Self {
        match findings {
            Ok(findings) => Self::of_check_with(findings.is_empty(), "", findings.join("\n")),
            Err(error) => Self::broken(error.to_string()),
        }
    }

    /// The outcome of a check that has a summary even if it passed.
    pub(super) fn of_check_with(passed: bool, summary: &str, details: String) -> Self {
        let word = if passed { "ok" } else { "failed" };
        let summary = if summary.is_empty() { word.to_owned() } else { format!("{word}, {summary}") };
        Self { tally: Tally { passed: passed.into(), failed: (!passed).into() }, summary, details }
    }

    /// The outcome of a stage that could not run. It counts as a failure, so that it does not look like a stage
    /// without tests.
    pub(super) fn broken(details: String) -> Self {
        Self::of_check_with(false, "", details)
    }

    /// The outcome of a run of tests.
    ///
    /// `tally` is the runner's own summary, if it printed one; `succeeded` says whether its exit code was success;
    /// `expected` says whether there are tests to run. The stage passes only if these three values agree.
    pub(super) fn of_tests(tally: Option<Tally>, succeeded: bool, expected: bool, output: String) -> Self {
        let mut tally = tally.unwrap_or_default();
        let mut details = String::new();
        if !succeeded {
            details = output;
            if tally.failed == 0 {
                tally.failed = 1;
                details.push_str("The run failed although no test did.\n");
            }
        } else if expected && tally == Tally::default() {
            tally.failed = 1;
            details.push_str("No test ran, although tests are written.\n");
        }
        let summary = if tally == Tally::default() { "no tests yet".to_owned() } else { tally.in_words() };
        Self { tally, summary, details }
    }

    /// Adds the names of tests that were not run. They count neither as passed nor as failed.
    pub(super) fn left_out(&mut self, tests: &[String]) {
        let count = match tests {
            [] => return,
            [_] => "1 test does not run here".to_owned(),
            more => format!("{} tests do not run here", more.len()),
        };
        self.summary = format!("{}; {count}", self.summary);
        self.details = format!("{}{count}:\n  {}\n", self.details, tests.join("\n  "));
    }
}

#[cfg(test)]
mod tests {
    use super::{CheckOutcome, Tally};

    fn tally(passed: u32, failed: u32) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn passed_run_counts_its_tests_and_shows_no_output() {
        let outcome = CheckOutcome::of_tests(Some(tally(12, 0)), true, true, "noise".into());
        assert_eq!((outcome.tally, outcome.details.as_str()), (tally(12, 0), ""));
    }

    #[test]
    fn failed_tests_show_the_output() {
        let outcome = CheckOutcome::of_tests(Some(tally(11, 1)), false, true, "panicked at".into());
        assert_eq!((outcome.tally, outcome.details.as_str()), (tally(11, 1), "panicked at"));
    }

    #[test]
    fn a_run_that_failed_without_a_failed_test_counts_as_a_failure() {
        for counted in [None, Some(tally(3, 0))] {
            let outcome = CheckOutcome::of_tests(counted, false, true, "error: could not compile".into());
            assert_eq!(outcome.tally.failed, 1);
            assert!(outcome.details.contains("could not compile"));
        }
    }

    #[test]
    fn run_without_tests_fails_only_where_tests_are_written() {
        for counted in [None, Some(tally(0, 0))] {
            assert_eq!(CheckOutcome::of_tests(counted, true, true, String::new()).tally, tally(0, 1));
            assert_eq!(CheckOutcome::of_tests(counted, true, false, String::new()).tally, tally(0, 0));
        }
    }

    #[test]
    fn tests_that_were_left_out_are_named_and_not_counted() {
        let mut outcome = CheckOutcome::of_tests(Some(tally(12, 0)), true, true, String::new());
        outcome.left_out(&[]);
        assert_eq!((outcome.summary.as_str(), outcome.details.as_str()), ("ok, 12 passed", ""));
        outcome.left_out(&["a::b: No clock.".into(), "c::d: No rain.".into()]);
        assert_eq!(outcome.tally, tally(12, 0));
        assert_eq!(outcome.summary, "ok, 12 passed; 2 tests do not run here");
        assert_eq!(outcome.details, "2 tests do not run here:\n  a::b: No clock.\n  c::d: No rain.\n");
    }

    #[test]
    fn a_check_counts_as_one() {
        assert_eq!(CheckOutcome::of_check(Ok(vec![])).tally, tally(1, 0));
        assert_eq!(CheckOutcome::of_check(Ok(vec!["one".into(), "two".into()])).tally, tally(0, 1));
    }
}
