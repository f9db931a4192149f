//! Source files must not be longer than 400 lines, so that each covers one idea and can be read at once, and no file
//! may be called mod.rs. Test names must be short enough to read in a list of results.

use std::fs;
use std::path::Path;

use crate::{assert_none, files, folder, has_extension, root};

/// The largest number of lines in a file. A longer file should be split.
const MOST_LINES: usize = 400;

/// The extensions of source files. Test data and documents may have any length.
const SOURCES: &[&str] = &["rs", "js", "css", "html", "sh"];

/// The largest length of a test name, in characters. A longer name should be shortened to the tested behaviour.
const LONGEST_NAME: usize = 60;

/// The attributes that mark a function as a test. Each may have arguments.
const MARKS: &[&str] = &["#[test", "#[tokio::test", "#[wasm_bindgen_test"];

/// The macro that contains a list of names and makes a test from each name.
const MACRO: &str = "every_store! {";

/// The source files below `root` that break a rule.
fn findings(root: &Path) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files(root).iter().filter(|file| has_extension(file, SOURCES)) {
        let bytes = fs::read(root.join(file)).unwrap();
        let (name, text) = (file.display(), String::from_utf8_lossy(&bytes));
        if file.ends_with("mod.rs") {
            findings.push(format!("{name}: write foo.rs beside foo/ instead of foo/mod.rs"));
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            findings.push(format!("{name}: {lines} lines, at most {MOST_LINES} are one idea"));
        }
        let tests = if has_extension(file, &["rs"]) { test_names(&text) } else { Vec::new() };
        for test in tests.into_iter().filter(|test| test.chars().count() > LONGEST_NAME) {
            let length = test.chars().count();
            findings.push(format!("{name}: the test {test} has {length} characters, at most {LONGEST_NAME}"));
        }
    }
    findings
}

/// The names of all tests in a file, in order.
fn test_names(text: &str) -> Vec<&str> {
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

#[test]
fn source_files_and_test_names_are_short() {
    assert_none(&findings(&root()));
}

#[test]
fn long_file_mod_rs_and_long_test_name_are_found() {
    let test = |length| format!("#[test]\nfn {}() {{}}\n", "a".repeat(length));
    let files = [
        ("limit.rs", "//\n".repeat(397) + &test(60) + &format!("fn {}() {{}}\n", "b".repeat(61))),
        ("cases.json", "1\n".repeat(9_000)),
        ("long.rs", "//\n".repeat(401)),
        ("long_name.rs", test(61)),
        ("long_name.md", test(61)),
        ("mod.rs", String::new()),
    ];
    let folder = folder(files.iter().map(|(name, text)| (*name, text.as_str())));
    let expected = [
        "long.rs: 401 lines, at most 400 are one idea".to_owned(),
        format!("long_name.rs: the test {} has 61 characters, at most 60", "a".repeat(61)),
        "mod.rs: write foo.rs beside foo/ instead of foo/mod.rs".to_owned(),
    ];
    assert_eq!(findings(folder.path()), expected);
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
    assert_eq!(test_names(text), ["plain", "paused", "browser", "property", "first", "second"]);
}
