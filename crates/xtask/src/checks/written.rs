//! Whether tests of a kind exist in the sources, so that a run of no tests does not look like a success.

use crate::error::TaskError;
use crate::files;
use std::fs;
use std::path::Path;

/// Whether any Rust file below one of `folders` has a line that begins with one of `marks`.
pub(super) fn any(root: &Path, folders: &[&str], marks: &[&str]) -> Result<bool, TaskError> {
    for folder in folders {
        let folder = root.join(folder);
        for file in files::below(&folder)? {
            if file.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let path = folder.join(&file);
            let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
            let marked = |line: &str| marks.iter().any(|mark| line.trim_start().starts_with(mark));
            if text.lines().any(marked) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::any;
    use std::fs;

    #[test]
    fn mark_counts_only_at_the_start_of_a_line_in_a_rust_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src/view")).unwrap();
        fs::write(folder.path().join("src/view/a.rs"), "// see #[wasm_bindgen_test]\n").unwrap();
        fs::write(folder.path().join("src/notes.md"), "#[wasm_bindgen_test]\n").unwrap();
        let marks = ["#[wasm_bindgen_test"];
        assert!(!any(folder.path(), &["src", "gone"], &marks).unwrap());
        fs::write(folder.path().join("src/view/b.rs"), "    #[wasm_bindgen_test(async)]\n").unwrap();
        assert!(any(folder.path(), &["src", "gone"], &marks).unwrap());
    }
}
