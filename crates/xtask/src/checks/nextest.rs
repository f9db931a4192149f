//! The tests that nextest runs: native ones, and those of the whole system in each engine. .config/nextest.toml has the
//! settings.

use super::{Outcome, examples};
use crate::error::TaskError;
use crate::files;
use crate::tools::{Bench, Engine};
use std::ffi::OsStr;
use std::path::Path;

/// The variable that tells the end-to-end tests which engine to start.
const ENGINE_VARIABLE: &str = "CUSTOMER_FORM_ENGINE";

/// All tests of the workspace except the tests through a browser.
pub(super) fn native(bench: &Bench<'_>) -> Result<Outcome, TaskError> {
    run(bench, "Native tests", "default", "not package(e2e)", &[])
}

/// The tests of the whole system (a browser, the proxy and the sandbox) in one engine. nextest's profile for the engine
/// leaves out the tests that do not run there.
pub(super) fn e2e(bench: &Bench<'_>, name: &str, engine: Engine) -> Result<Outcome, TaskError> {
    let examples = examples::folder(bench.project);
    let environment =
        [(ENGINE_VARIABLE, engine.id().as_ref()), ("CUSTOMER_FORM_EXAMPLES", examples.as_os_str())];
    let mut outcome = run(bench, name, engine.id(), "package(e2e)", &environment)?;
    let left_out = left_out(&bench.project.root, engine)?.len();
    if left_out > 0 {
        outcome.summary += &format!("; {left_out} tests do not run here");
    }
    Ok(outcome)
}

/// Runs the tests that match nextest's `filter`. Every stage builds the whole workspace, so that the second stage does
/// not compile again with another set of features.
fn run(
    bench: &Bench<'_>,
    what: &str,
    profile: &str,
    filter: &str,
    environment: &[(&str, &OsStr)],
) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo("nextest run --workspace --profile");
    command
        .args([profile, "--filterset", filter])
        .env("PATH", bench.path())
        .envs(environment.iter().copied());
    Ok(Outcome::of_nextest(bench.shell, &bench.shell.run_to_end(what, &mut command)?))
}

/// The names of the tests that the engine's profile leaves out. Fails if .config/nextest.toml has no such profile.
fn left_out(root: &Path, engine: Engine) -> Result<Vec<String>, TaskError> {
    let path = root.join(".config/nextest.toml");
    let settings: toml::Table = files::read_toml(&path)?;
    let profile = settings.get("profile").and_then(|profiles| profiles.get(engine.id()));
    let profile =
        profile.ok_or_else(|| TaskError::malformed(&path, format!("no profile {}", engine.id())))?;
    let filter = profile.get("default-filter").and_then(toml::Value::as_str).unwrap_or_default();
    let names = filter.split("test(=").skip(1).filter_map(|rest| rest.split_once(')'));
    Ok(names.map(|(name, _)| name.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::{Engine, left_out};
    use std::fs;
    use std::path::Path;

    /// After a test is renamed, its old name in a profile would have no effect and would stay unnoticed.
    #[test]
    fn every_test_that_a_profile_leaves_out_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let is_written = |test: &str| {
            let (module, function) = test.rsplit_once("::").unwrap();
            let file = root.join("tests/e2e/tests/it").join(module.replace("::", "/")).with_extension("rs");
            let text = fs::read_to_string(file).unwrap_or_default();
            text.contains(&format!("\nfn {function}()")) || text.contains(&format!("\nasync fn {function}()"))
        };
        let left_out = Engine::ALL.map(|engine| left_out(&root, engine).unwrap());
        assert_eq!(left_out.each_ref().map(Vec::is_empty), [true, false, false]);
        for test in left_out.iter().flatten() {
            assert!(is_written(test), "there is no test {test}");
        }
    }
}
