//! The tests that nextest runs: native ones, and those of the whole system in each engine. .config/nextest.toml has the
//! settings.

use super::{Outcome, examples};
use crate::error::TaskError;
use crate::files;
use crate::tools::{Bench, Engine};
use std::path::Path;

/// Runs the tests of the whole system (a browser, the proxy and the sandbox) in one engine, or else all other tests of
/// the workspace. nextest's profile for the engine leaves out the tests that do not run there.
///
/// Every stage builds the whole workspace, so that the second stage does not compile again with another set of
/// features.
pub(super) fn tests(bench: &Bench<'_>, name: &str, engine: Option<Engine>) -> Result<Outcome, TaskError> {
    let mut command = bench.shell.cargo("nextest run --workspace --filterset");
    command.env("PATH", bench.path());
    match engine {
        None => command.arg("not package(e2e)"),
        Some(engine) => command
            .args(["package(e2e)", "--profile", engine.id()])
            .env("CUSTOMER_FORM_ENGINE", engine.id())
            .env("CUSTOMER_FORM_EXAMPLES", examples::folder(bench.project)),
    };
    let mut outcome = Outcome::of_nextest(bench.shell, &bench.shell.run_to_end(name, &mut command)?);
    if let Some(engine) = engine {
        let left_out = left_out(&bench.project.root, engine)?.len();
        outcome.summary += &format!("; {left_out} tests do not run here");
    }
    Ok(outcome)
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
    use crate::files::testing::root;
    use std::fs;

    /// After a test is renamed, its old name in a profile would have no effect and would stay unnoticed.
    #[test]
    fn every_test_that_a_profile_leaves_out_exists() {
        let is_written = |test: &str| {
            let (module, function) = test.rsplit_once("::").unwrap();
            let file = root().join("tests/e2e/tests/it").join(module.replace("::", "/")).with_extension("rs");
            let text = fs::read_to_string(file).unwrap_or_default();
            text.contains(&format!("\nfn {function}()")) || text.contains(&format!("\nasync fn {function}()"))
        };
        let left_out = [Engine::Chromium, Engine::Firefox, Engine::WebKit]
            .map(|engine| left_out(&root(), engine).unwrap());
        assert_eq!(left_out.each_ref().map(Vec::is_empty), [true, false, false]);
        for test in left_out.iter().flatten() {
            assert!(is_written(test), "there is no test {test}");
        }
    }
}
