//! Checks whether dist/ is the result of building the present sources.
//!
//! The check compares content and not modification times: a checkout, a copy or a touch changes times, and several
//! clones may share a target folder.

use crate::error::TaskError;
use crate::files;
use crate::project::Project;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The inputs of the form and the page. A folder means all files below it.
const INPUTS: &[&str] = &[
    "src",
    "style",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo",
    "build.rs",
    "crates/contract/src",
    "crates/contract/Cargo.toml",
    "crates/contract/build.rs",
    "crates/wasm-streams",
    "crates/send_wrapper",
    "crates/proof-worker",
];

/// The version of this program's processing. Increase it when the processing of trunk's output changes, so that older
/// results are built again.
const RECIPE: u32 = 5;

/// The hashes of the last build's inputs and outputs.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    inputs: String,
    outputs: String,
}

/// The file that contains the record.
#[derive(Debug)]
pub(super) struct Stamp {
    path: PathBuf,
}

impl Stamp {
    pub(super) fn new(project: &Project) -> Self {
        Self { path: project.scratch().join("web.toml") }
    }

    /// Whether `dist` still contains the result of these `inputs`. False if the record is missing or cannot be read.
    pub(super) fn is_fresh(&self, inputs: &str, dist: &Path) -> Result<bool, TaskError> {
        let Ok(text) = fs::read_to_string(&self.path) else { return Ok(false) };
        let Ok(record) = toml::from_str::<Record>(&text) else { return Ok(false) };
        Ok(record == Record { inputs: inputs.to_owned(), outputs: outputs(dist)? })
    }

    /// Records that `dist` contains the result of these `inputs`.
    pub(super) fn write(&self, inputs: &str, dist: &Path) -> Result<(), TaskError> {
        let record = Record { inputs: inputs.to_owned(), outputs: outputs(dist)? };
        let text =
            toml::to_string(&record).map_err(|error| TaskError::malformed(&self.path, error.to_string()))?;
        fs::write(&self.path, text).map_err(TaskError::file("write", &self.path))
    }
}

/// One hash of all sources of the form below `root`, and of `versions`, the versions of the tools.
pub(super) fn inputs(root: &Path, versions: &str) -> Result<String, TaskError> {
    let mut hash = Sha256::new();
    hash.update(format!("{RECIPE}\n{versions}\n"));
    for input in INPUTS {
        let path = root.join(input);
        if path.is_dir() {
            add_folder(&mut hash, &path)?;
        } else if path.is_file() {
            add_file(&mut hash, Path::new(input), &path)?;
        }
    }
    Ok(finish(hash))
}

fn outputs(dist: &Path) -> Result<String, TaskError> {
    let mut hash = Sha256::new();
    add_folder(&mut hash, dist)?;
    Ok(finish(hash))
}

fn add_folder(hash: &mut Sha256, folder: &Path) -> Result<(), TaskError> {
    for file in files::below(folder)? {
        add_file(hash, &file, &folder.join(&file))?;
    }
    Ok(())
}

/// Adds name, length and content to the hash, so that different sets of files have different hashes.
fn add_file(hash: &mut Sha256, name: &Path, path: &Path) -> Result<(), TaskError> {
    let bytes = fs::read(path).map_err(TaskError::file("read", path))?;
    hash.update(format!("{}\n{}\n", name.display(), bytes.len()));
    hash.update(bytes);
    Ok(())
}

fn finish(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Stamp, inputs};
    use std::fs;
    use tempfile::TempDir;

    struct Fixture {
        folder: TempDir,
        stamp: Stamp,
    }

    fn built() -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        for name in ["src", "dist", "crates/contract/src"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("src/lib.rs"), "//! form").unwrap();
        fs::write(folder.path().join("dist/form.js"), "form").unwrap();
        let stamp = Stamp { path: folder.path().join("web.toml") };
        let fixture = Fixture { folder, stamp };
        fixture.stamp.write(&fixture.inputs("v1"), &fixture.folder.path().join("dist")).unwrap();
        fixture
    }

    impl Fixture {
        fn inputs(&self, versions: &str) -> String {
            inputs(self.folder.path(), versions).unwrap()
        }

        fn is_fresh(&self, versions: &str) -> bool {
            self.stamp.is_fresh(&self.inputs(versions), &self.folder.path().join("dist")).unwrap()
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).unwrap();
        }
    }

    #[test]
    fn build_stays_fresh_when_files_are_rewritten_unchanged() {
        let fixture = built();
        assert!(fixture.is_fresh("v1"));
        fixture.write("src/lib.rs", "//! form");
        fixture.write("README.md", "no part of the form");
        assert!(fixture.is_fresh("v1"));
    }

    #[test]
    fn changed_source_new_source_or_other_tool_makes_build_stale() {
        let fixture = built();
        assert!(!fixture.is_fresh("v2"));
        fixture.write("crates/contract/src/rules.rs", "");
        assert!(!fixture.is_fresh("v1"));
        fs::remove_file(fixture.folder.path().join("crates/contract/src/rules.rs")).unwrap();
        assert!(fixture.is_fresh("v1"));
        fixture.write("src/lib.rs", "//! changed");
        assert!(!fixture.is_fresh("v1"));
    }

    #[test]
    fn missing_or_edited_output_makes_a_build_stale() {
        let fixture = built();
        fixture.write("dist/form.js", "edited");
        assert!(!fixture.is_fresh("v1"));
        fs::remove_dir_all(fixture.folder.path().join("dist")).unwrap();
        assert!(!fixture.is_fresh("v1"));
    }

    #[test]
    fn a_record_that_cannot_be_read_makes_a_build_stale() {
        let fixture = built();
        fixture.write("web.toml", "inputs = 3");
        assert!(!fixture.is_fresh("v1"));
    }
}
