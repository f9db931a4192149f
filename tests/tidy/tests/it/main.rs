//! The rules of this project that no other tool checks. Each rule is a function that returns its findings, one sentence
//! each, and a test that there are none.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
)]

mod links;
mod packages;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use walkdir::{DirEntry, WalkDir};

/// Folders that contain no files written by people.
const NOT_OURS: [&str; 5] = ["target", "dist", "node_modules", "corpus", "artifacts"];

/// The root of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files below a folder that people have written, sorted, as paths relative to the folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let is_ours = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let is_folder = entry.depth() > 0 && entry.file_type().is_dir();
        !is_folder || (!name.starts_with('.') && !NOT_OURS.contains(&&*name))
    };
    let entries =
        WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_ours).map(Result::unwrap);
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    files.map(|entry| entry.path().strip_prefix(folder).unwrap().to_owned()).collect()
}

/// Whether the name of the file ends in one of these extensions.
fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|found| extensions.contains(&found))
}

/// A temporary folder with these files. A name may contain folders.
fn folder<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Fails with all findings if there are any.
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}
