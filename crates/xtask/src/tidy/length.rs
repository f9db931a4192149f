//! Source files must not be longer than 400 lines, so that each covers one idea and can be read at once, and no file
//! may be called mod.rs.

use crate::error::TaskError;
use std::fs;
use std::path::{Path, PathBuf};

/// The largest number of lines in a file. A longer file should be split.
const LONGEST: usize = 400;

/// The extensions of source files. Test data and documents may have any length.
const SOURCES: &[&str] = &["rs", "js", "css", "html", "sh"];

pub(super) fn findings(root: &Path, files: &[PathBuf]) -> Result<Vec<String>, TaskError> {
    let mut findings = Vec::new();
    for file in files {
        let name = file.display();
        if file.file_name().is_some_and(|name| name == "mod.rs") {
            findings.push(format!("{name}: write foo.rs beside foo/ instead of foo/mod.rs"));
        }
        let extension = file.extension().and_then(|extension| extension.to_str());
        if !extension.is_some_and(|extension| SOURCES.contains(&extension)) {
            continue;
        }
        let path = root.join(file);
        let bytes = fs::read(&path).map_err(TaskError::file("read", &path))?;
        let lines = String::from_utf8_lossy(&bytes).lines().count();
        if lines > LONGEST {
            findings.push(format!("{name}: {lines} lines, at most {LONGEST} are one idea"));
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::findings;
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn only_a_long_source_and_a_mod_rs_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("long.rs", 401), ("limit.rs", 400), ("mod.rs", 1), ("cases.json", 9_000)];
        for (name, lines) in files {
            fs::write(folder.path().join(name), "//\n".repeat(lines)).unwrap();
        }
        let files: Vec<_> = files.iter().map(|(name, _)| PathBuf::from(name)).collect();
        let found = findings(folder.path(), &files).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("long.rs: 401 lines"));
        assert!(found[1].starts_with("mod.rs"));
    }
}
