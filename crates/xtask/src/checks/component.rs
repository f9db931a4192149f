//! Tests of the form's parts in headless Chromium, through wasm-bindgen's test runner, and the examples in the
//! documentation.

use super::Outcome;
use crate::error::TaskError;
use crate::files;
use crate::tools::{Bench, WASM, chromedriver};
use fs_err as fs;

/// The time limit for all tests of one test program, in seconds. The runner's default of 20 is too short for a loaded
/// machine.
const TEST_TIMEOUT_SECONDS: &str = "300";
/// The time limit until the driver listens, in seconds. The runner's default of 5 is too short for a cold disk.
const DRIVER_TIMEOUT_SECONDS: &str = "60";

/// The options for Chromium, as WebDriver capabilities.
///
/// Chromium runs without its sandbox, because containers and build servers run as root. Features that use the network
/// or the screen without being asked are turned off. The runner adds its own `headless`.
const CAPABILITIES: &str = r#"{
  "goog:chromeOptions": {
    "args": [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"
    ]
  }
}
"#;

/// Runs the tests. Fails if a file cannot be written.
pub(super) fn tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let folder = tempfile::tempdir()?;
    let capabilities = folder.path().join("webdriver.json");
    files::write(&capabilities, CAPABILITIES)?;
    // The driver makes a new profile for every session in this folder. A killed driver leaves its profiles there.
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary)?;
    // The contract writes the proxy's verdicts on forms and entries to a file. The forms and entries differ in each run.
    // `tests/verdict.rs` compiles the file in, because a test in the browser has no file system.
    let verdicts = bench.project.scratch().join("verdicts.json");
    let mut write = bench.shell.cargo("run --quiet --package customer-form-contract --example verdicts --");
    bench.shell.run("Verdicts for the component tests", write.arg(&verdicts))?;
    let mut command = bench.shell.cargo("test --package customer-form --lib --tests --no-fail-fast --target");
    command.arg(WASM);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", bench.browser_test_runner());
    command.envs(chromedriver().map(|driver| ("CHROMEDRIVER", driver)));
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
    command.env("WASM_BINDGEN_TEST_TIMEOUT", TEST_TIMEOUT_SECONDS);
    command.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", DRIVER_TIMEOUT_SECONDS);
    command.env("CUSTOMER_FORM_VERDICTS", verdicts);
    // Turns off the runner's own backtrace; a panic in the browser always has one.
    command.env("TMPDIR", &temporary).env("RUST_BACKTRACE", "0");
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Component tests", &mut command)?))
}

/// The examples in the documentation of the contract, the only crate that is meant as a library for others.
pub(super) fn doc_tests(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo("test --doc --package customer-form-contract --all-features");
    Ok(Outcome::of_libtest(bench.shell, &bench.shell.run_to_end("Documentation examples", &mut command)?))
}
