//! Tests of the whole system: a browser, the proxy and the sandbox.

use super::{Bench, Outcome, hosts, native, written};
use crate::error::TaskError;
use crate::tools::chromedriver;

pub(super) fn tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let driver = chromedriver().ok_or_else(|| TaskError::Missing {
        what: "chromedriver",
        remedy: "It was there when this run began.".to_owned(),
    })?;
    let expected = written::any(&bench.project.root, &["tests/e2e"], &["#[test]", "#[tokio::test"])?;
    let examples = hosts::folder(bench);
    let environment =
        [("CHROMEDRIVER", driver.as_os_str()), ("CUSTOMER_FORM_EXAMPLES", examples.as_os_str())];
    native::nextest(bench, "End-to-end tests", "package(e2e)", expected, &environment)
}
