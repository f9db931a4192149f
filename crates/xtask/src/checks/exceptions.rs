//! The end-to-end tests that do not run in every engine, each with its reason.

use crate::error::TaskError;
use crate::tools::Engine;
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The file with the list, in the tests' package. A test that is not in the list runs in every engine.
const FILE: &str = "exceptions.toml";

/// The contents of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

/// A test, and the engines in which it does not run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    /// The test's name in nextest's form: `module::function`.
    pub(super) test: String,
    not_in: Vec<Engine>,
    /// The reason, as a sentence.
    reason: String,
}

impl Exception {
    /// The exception as text for the output.
    pub(super) fn in_words(&self) -> String {
        format!("{}: {}", self.test, self.reason)
    }
}

impl Exceptions {
    /// Reads the list of a package. An entry is an error if it has no reason or if its test does not exist: after a
    /// test is renamed, its old entry would have no effect and would stay unnoticed.
    pub(super) fn read(package: &Path) -> Result<Self, TaskError> {
        let path = package.join(FILE);
        let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
        let read: Self =
            toml::from_str(&text).map_err(|error| TaskError::malformed(&path, error.to_string()))?;
        for exception in &read.exception {
            let Exception { test, not_in, reason } = exception;
            if reason.trim().is_empty() || not_in.is_empty() {
                return Err(TaskError::malformed(&path, format!("{test} has no reason, or no engine")));
            }
            if !is_written(package, test) {
                return Err(TaskError::malformed(&path, format!("there is no test {test}")));
            }
        }
        Ok(read)
    }

    /// The exceptions for this engine.
    pub(super) fn of(&self, engine: Engine) -> Vec<&Exception> {
        self.exception.iter().filter(|exception| exception.not_in.contains(&engine)).collect()
    }
}

/// Whether the file of the test's module contains a function with the test's name.
fn is_written(package: &Path, test: &str) -> bool {
    let Some((module, function)) = test.rsplit_once("::") else { return false };
    let file = package.join("tests/it").join(module.replace("::", "/")).with_extension("rs");
    let starts = [format!("fn {function}()"), format!("async fn {function}()")];
    let is_start = |line: &str| starts.iter().any(|start| line.starts_with(start.as_str()));
    fs::read_to_string(file).is_ok_and(|text| text.lines().any(is_start))
}

#[cfg(test)]
mod tests {
    use super::{Engine, Exceptions, FILE};
    use crate::error::TaskError;
    use std::fs;
    use std::path::Path;

    fn read(list: &str) -> Result<Exceptions, TaskError> {
        let package = tempfile::tempdir().unwrap();
        fs::create_dir_all(package.path().join("tests/it")).unwrap();
        let test = "#[tokio::test]\nasync fn a_form_is_sent() {\n    // fn commented()\n}\n";
        fs::write(package.path().join("tests/it/upload.rs"), test).unwrap();
        fs::write(package.path().join(FILE), list).unwrap();
        Exceptions::read(package.path())
    }

    fn exception(test: &str, engine: &str, reason: &str) -> String {
        format!("[[exception]]\ntest = \"{test}\"\nnot_in = [{engine}]\nreason = \"{reason}\"\n")
    }

    #[test]
    fn test_is_left_out_only_in_the_listed_engines() {
        let list =
            read(&exception("upload::a_form_is_sent", "\"firefox\", \"webkit\"", "No clock.")).unwrap();
        let words = |engine| list.of(engine).iter().map(|found| found.in_words()).collect::<Vec<_>>();
        assert_eq!(words(Engine::Firefox), ["upload::a_form_is_sent: No clock."]);
        assert_eq!(words(Engine::WebKit).len(), 1);
        assert!(words(Engine::Chromium).is_empty());
        assert!(read("").unwrap().of(Engine::Firefox).is_empty());
    }

    #[test]
    fn unknown_test_is_an_error() {
        for test in ["upload::a_form_is_kept", "upload::commented", "gone::a_form_is_sent", "a_form_is_sent"]
        {
            let error = read(&exception(test, "\"firefox\"", "No clock.")).unwrap_err();
            assert!(error.to_string().ends_with(&format!("there is no test {test}")), "{error}");
        }
    }

    #[test]
    fn exception_needs_a_reason_and_known_engines() {
        let test = "upload::a_form_is_sent";
        for (engine, reason) in [("\"firefox\"", " "), ("", "No clock."), ("\"netscape\"", "No clock.")] {
            assert!(read(&exception(test, engine, reason)).is_err(), "{engine} {reason}");
        }
    }

    #[test]
    fn list_of_this_project_is_valid() {
        Exceptions::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/e2e")).unwrap();
    }
}
