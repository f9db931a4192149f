//! Test names must be short enough to read in a list of results.

use crate::error::TaskError;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest length of a test name, in characters. A longer name should be shortened to the tested behaviour.
const LONGEST: usize = 60;

/// The attributes that mark a function as a test. Each may have arguments.
const MARKS: &[&str] = &["#[test", "#[tokio::test", "#[wasm_bindgen_test"];

/// The macro that contains a list of names and makes a test from each name.
const MACRO: &str = "every_store! {";

pub(super) fn findings(root: &Path, files: &[PathBuf]) -> Result<Vec<String>, TaskError> {
    let mut findings = Vec::new();
    for file in files {
        if file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let path = root.join(file);
        let bytes = fs::read(&path).map_err(TaskError::file("read", &path))?;
        for name in names(&String::from_utf8_lossy(&bytes)) {
            let length = name.chars().count();
            if length > LONGEST {
                let file = file.display();
                findings.push(format!("{file}: the test {name} has {length} characters, at most {LONGEST}"));
            }
        }
    }
    Ok(findings)
}

/// The names of all tests in a file, in order.
fn names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let (mut marked, mut listed) = (false, false);
    for line in text.lines().map(str::trim) {
        if listed {
            listed = line != "}";
            names.extend(line.split_whitespace().filter(|name| *name != "}"));
        } else if line == MACRO {
            listed = true;
        } else if is_mark(line) {
            marked = true;
        } else if marked && let Some(name) = function(line) {
            names.push(name);
            marked = false;
        }
    }
    names
}

fn is_mark(line: &str) -> bool {
    let arguments = MARKS.iter().find_map(|mark| line.strip_prefix(mark));
    arguments.is_some_and(|arguments| arguments.starts_with([']', '(']))
}

/// The name of the function that starts in this line; `None` if no function starts here.
fn function(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_start = before.split_whitespace().all(|word| word == "async" || word.starts_with("pub"));
    let name = after.split(['(', '<']).next()?;
    is_start.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{findings, names};
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn only_test_names_above_the_limit_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let text = |length: usize| format!("#[test]\nfn {}() {{}}\n", "a".repeat(length));
        let helper = format!("fn {}() {{}}\n", "b".repeat(61));
        let files = [("limit.rs", text(60) + &helper), ("long.rs", text(61)), ("long.md", text(61))];
        for (name, text) in &files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let files: Vec<_> = files.iter().map(|(name, _)| PathBuf::from(name)).collect();
        let expected = format!("long.rs: the test {} has 61 characters, at most 60", "a".repeat(61));
        assert_eq!(findings(folder.path(), &files).unwrap(), [expected]);
    }

    #[test]
    fn every_kind_of_test_is_read_and_other_functions_are_not() {
        let text = "\
#[test]\nfn plain() {}\n\
fn helper() {}\n\
    #[tokio::test(start_paused = true)]\n    #[cfg(unix)]\n    // A comment on fn names.\n    async fn paused() {}\n\
#[wasm_bindgen_test(async)]\npub async fn browser() {}\n\
#[test]\nfn property(\n    text in any(),\n) {}\n\
#[cfg(test)]\nfn configured() {}\n\
every_store! {\n    first\n    second\n}\n\
fn last() {}\n";
        assert_eq!(names(text), ["plain", "paused", "browser", "property", "first", "second"]);
    }
}
