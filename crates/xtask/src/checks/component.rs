//! Tests of the form's parts in headless Chromium, through wasm-bindgen's test runner, and the examples in the
//! documentation. .cargo/config.toml has the settings of the runner.

use super::Outcome;
use crate::error::TaskError;
use crate::tools::{Bench, chromedriver};

const TESTS: &str =
    "test --package customer-form --lib --tests --no-fail-fast --target wasm32-unknown-unknown";

/// Runs the tests. Fails if a file cannot be written.
pub(super) fn tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    // The driver makes a new profile for every session in this folder. A killed driver leaves its profiles there.
    let temporary = tempfile::tempdir()?;
    // The contract writes the proxy's verdicts on forms and entries to a file. The forms and entries differ in each
    // run. `tests/verdict.rs` compiles the file in, because a test in the browser has no file system.
    let verdicts = bench.project.scratch().join("verdicts.json");
    let mut write = bench.shell.cargo("run --quiet --package customer-form-contract --example verdicts --");
    bench.shell.run("Verdicts for the component tests", write.arg(&verdicts))?;
    // A native program renders forms to HTML. `tests/rendered.rs` compares them with the forms in the browser.
    let rendered = bench.project.scratch().join("rendered.json");
    let mut write = bench.shell.cargo("run --quiet --package test-support --example rendered --");
    bench.shell.run("Rendered forms for the component tests", write.arg(&rendered))?;
    let mut command = bench.shell.cargo(TESTS);
    command.envs(chromedriver().map(|driver| ("CHROMEDRIVER", driver)));
    command.env("PATH", bench.path()).env("CUSTOMER_FORM_VERDICTS", verdicts);
    command.env("CUSTOMER_FORM_RENDERED", rendered);
    // Turns off the runner's own backtrace; a panic in the browser always has one.
    command.env("TMPDIR", temporary.path()).env("RUST_BACKTRACE", "0");
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Component tests", &mut command)?))
}

/// The examples in the documentation of the contract, the only crate that is meant as a library for others.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo("test --doc --package customer-form-contract --all-features");
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Documentation examples", &mut command)?))
}
