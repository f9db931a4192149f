//! Tests of the whole system (a browser, the proxy and the sandbox), once for each engine.

use super::exceptions::Exceptions;
use super::{Bench, CheckOutcome, hosts, native, written};
use crate::error::TaskError;
use crate::tools::Engine;

/// The folder of the tests' package.
const PACKAGE: &str = "tests/e2e";

/// The variable that tells the tests which engine to start.
const ENGINE_VARIABLE: &str = "CUSTOMER_FORM_ENGINE";

pub(super) fn tests(bench: &Bench<'_>, engine: Engine) -> Result<CheckOutcome, TaskError> {
    let package = bench.project.root.join(PACKAGE);
    let exceptions = Exceptions::read(&package)?;
    let not_here = exceptions.of(engine);
    let expected = written::any(&bench.project.root, &[PACKAGE], &["#[test]", "#[tokio::test"])?;
    let filter = not_here.iter().fold("package(e2e)".to_owned(), |filter, exception| {
        format!("{filter} and not test(={})", exception.test)
    });
    let what = format!("End-to-end tests in {}", engine.name());
    let examples = hosts::folder(bench);
    let environment =
        [(ENGINE_VARIABLE, engine.id().as_ref()), ("CUSTOMER_FORM_EXAMPLES", examples.as_os_str())];
    let mut outcome = native::nextest(bench, &what, &filter, expected, &environment)?;
    outcome.left_out(&not_here.iter().map(|exception| exception.in_words()).collect::<Vec<_>>());
    Ok(outcome)
}
