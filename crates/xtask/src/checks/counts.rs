//! Reads the numbers of passed and failed tests from the output of test runners.

use std::fmt;
use std::ops::AddAssign;

/// Numbers of passed and failed tests and checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Tally {
    /// The text for a stage's line. Its wording differs from the closing line, because only the closing line may have
    /// that form.
    pub(super) fn in_words(self) -> String {
        match self {
            Self { passed, failed: 0 } => format!("ok, {passed} passed"),
            Self { passed, failed } => format!("failed, {failed} of {} did not pass", passed + failed),
        }
    }
}

/// The closing line: `12 passed, 0 failed`.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Reads nextest's summary: `Summary [  1.2s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped`.
///
/// Every test of the run that did not pass counts as failed, with any result, including tests that a cancelled run
/// (`5/12 tests run`) did not reach. `None` if there is no summary.
pub(super) fn nextest(output: &str) -> Option<Tally> {
    let summary = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (run, results) = summary.split_once(']')?.1.split_once(':')?;
    let planned = run.split_whitespace().next()?.rsplit('/').next()?.parse().ok()?;
    let passed = number_before(results, "passed").unwrap_or(0);
    Some(Tally { passed, failed: u32::checked_sub(planned, passed)? })
}

/// Adds up the result lines of libtest and of wasm-bindgen's runner:
/// `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
///
/// `None` if there is no such line.
pub(super) fn libtest(output: &str) -> Option<Tally> {
    let mut total = None;
    for line in output.lines() {
        let Some((_, results)) = line.split_once("test result: ") else { continue };
        let (Some(passed), Some(failed)) =
            (number_before(results, "passed"), number_before(results, "failed"))
        else {
            continue;
        };
        *total.get_or_insert(Tally::default()) += Tally { passed, failed };
    }
    total
}

/// The output of libtest and wasm-bindgen's runner about failed tests, for all test programs of a run. The output of
/// each failed test comes first and the names of the failed tests last, because only the end may be shown. `None` if
/// no test failed.
pub(super) fn libtest_failures(output: &str) -> Option<String> {
    let failed = |line: &&str| line.starts_with("test ") && line.contains(" ... FAIL");
    let names: Vec<_> = output.lines().filter(failed).collect();
    let mut inside = false;
    let mut said = Vec::new();
    for line in output.lines() {
        if line.trim() == "failures:" {
            inside = true;
        } else if line.contains("test result: ") {
            inside = false;
        } else if inside {
            said.push(line);
        }
    }
    (!names.is_empty()).then(|| format!("{}\n\n{}\n", said.join("\n"), names.join("\n")))
}

/// The number before a word: 3 in `3 passed;`.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let words: Vec<_> = text.split_whitespace().collect();
    words.windows(2).find_map(|pair| match pair {
        [number, name] if name.trim_end_matches([',', ';']) == word => number.parse().ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Tally, libtest, libtest_failures, nextest};

    fn tally(passed: u32, failed: u32) -> Option<Tally> {
        Some(Tally { passed, failed })
    }

    #[test]
    fn a_summary_of_nextest_is_read() {
        let output = "    PASS [   0.005s] xtask tests::x\n------------\n     Summary [   0.123s] 143 tests run: 143 passed, 2 skipped\n";
        assert_eq!(nextest(output), tally(143, 0));
        assert_eq!(nextest("     Summary [   0.004s] 1 test run: 1 passed (1 slow), 0 skipped"), tally(1, 0));
        assert_eq!(nextest("     Summary [   0.000s] 0 tests run: 0 passed, 7 skipped"), tally(0, 0));
    }

    #[test]
    fn every_test_that_did_not_pass_counts_as_failed() {
        let output = "     Summary [  61.0s] 12 tests run: 8 passed (2 leaky), 1 failed, 2 timed out, 1 exec failed, 0 skipped\n        FAIL [   0.1s] a b\nerror: test run failed\n";
        assert_eq!(nextest(output), tally(8, 4));
        assert_eq!(
            nextest("     Summary [   1.0s] 5/12 tests run: 4 passed, 1 failed, 0 skipped"),
            tally(4, 8)
        );
        assert_eq!(nextest("     Summary [   1.0s] 2 tests run: 2 failed, 0 skipped"), tally(0, 2));
    }

    #[test]
    fn output_without_a_summary_gives_no_count() {
        assert_eq!(nextest("error: could not compile `xtask`"), None);
        assert_eq!(nextest("Summary [ broken"), None);
        assert_eq!(libtest("error: could not compile `xtask`"), None);
    }

    #[test]
    fn results_of_several_test_programs_are_added_up() {
        let output = "running 2 tests\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.15s\n\n     Running tests/fields.rs\ntest result: FAILED. 3 passed; 4 failed; 1 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(libtest(output), tally(5, 4));
    }

    #[test]
    fn a_result_behind_other_text_on_its_line_is_read() {
        assert_eq!(libtest("Loading...test result: ok. 1 passed; 0 failed; 0 ignored"), tally(1, 0));
    }

    #[test]
    fn only_failed_tests_are_shown_with_their_output() {
        let output = "test a ... ok\ntest b ... FAIL\n\nfailures:\n\n---- b output ----\n    panicked at x\n\nfailures:\n\n    b\n\ntest result: FAILED. 1 passed; 1 failed\n     Running tests/c.rs\ntest c ... ok\ntest result: ok. 1 passed; 0 failed\n";
        let told = libtest_failures(output).unwrap();
        assert!(told.ends_with("\ntest b ... FAIL\n"), "{told}");
        assert!(
            told.contains("panicked at x") && !told.contains("... ok") && !told.contains("Running"),
            "{told}"
        );
        assert_eq!(libtest_failures("test a ... ok\ntest result: ok. 1 passed; 0 failed"), None);
    }

    #[test]
    fn only_the_closing_line_has_its_format() {
        assert_eq!(Tally { passed: 7, failed: 1 }.to_string(), "7 passed, 1 failed");
        assert_eq!(Tally { passed: 7, failed: 1 }.in_words(), "failed, 1 of 8 did not pass");
        assert_eq!(Tally { passed: 7, failed: 0 }.in_words(), "ok, 7 passed");
    }
}
