//! Every path in the room map of the README must exist.

use crate::error::TaskError;
use std::fs;
use std::path::Path;

pub(super) fn findings(root: &Path) -> Result<Vec<String>, TaskError> {
    let path = root.join("README.md");
    let readme = match fs::read_to_string(&path) {
        Ok(readme) => readme,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(vec!["README.md: is missing".to_owned()]);
        }
        Err(error) => return Err(TaskError::file("read", &path)(error)),
    };
    let Some(paths) = paths(&readme) else {
        return Ok(vec!["README.md: has no section whose heading says \"room\"".to_owned()]);
    };
    if paths.is_empty() {
        return Ok(vec!["README.md: its room map names no path".to_owned()]);
    }
    let gone = paths.into_iter().filter(|path| !root.join(path).exists());
    Ok(gone.map(|path| format!("README.md: its room map names {path}, which is not there")).collect())
}

/// The paths of the room map; `None` if the README has no such section.
///
/// The map may be a code block, with paths before their descriptions and at least two spaces between them, or a list
/// or table whose lines begin with paths in backticks.
fn paths(readme: &str) -> Option<Vec<String>> {
    let mut lines = readme.lines().skip_while(|line| !is_heading(line, "room"));
    lines.next()?;
    let mut in_block = false;
    let mut paths = Vec::new();
    for line in lines {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            paths.extend(paths_before_description(line));
        } else if is_heading(line, "") {
            break;
        } else {
            paths.extend(paths_in_backticks(line));
        }
    }
    Some(paths)
}

fn is_heading(line: &str, word: &str) -> bool {
    line.starts_with('#') && line.to_ascii_lowercase().contains(word)
}

/// The paths in a line of a code block: `src/  tests/    what they are` has two paths.
fn paths_before_description(line: &str) -> Vec<String> {
    let parts: Vec<_> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.split_last() {
        Some((_description, paths)) => paths.iter().map(|path| (*path).to_owned()).collect(),
        None => Vec::new(),
    }
}

/// The paths at the start of a list item or table row: ``- `src/`, `tests/`: what they are`` has two paths; text in
/// backticks later in the line is not a path.
fn paths_in_backticks(line: &str) -> Vec<String> {
    let mut rest = line.trim_start_matches(['-', '*', '|', ' ', '[']);
    let mut paths = Vec::new();
    while let Some((path, after)) = rest.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        paths.push(path.to_owned());
        rest = after.trim_start_matches([',', ' ']);
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::{findings, paths};
    use std::fs;

    #[test]
    fn code_block_names_the_paths_before_the_description() {
        let readme = "# Form\n\n## Room map\n\n```\nCargo.toml         the workspace\nTrunk.toml  style/  built by trunk\n```\n\n## Next\n```\nno/path  here\n```\n";
        assert_eq!(paths(readme).unwrap(), ["Cargo.toml", "Trunk.toml", "style/"]);
    }

    #[test]
    fn list_and_table_name_the_backticks_at_the_start_of_a_line() {
        let readme = "## The rooms\n- `src/`, `tests/`: run `cargo` there\n| `crates/proxy/` | the proxy |\nSee `that`.\n";
        assert_eq!(paths(readme).unwrap(), ["src/", "tests/", "crates/proxy/"]);
    }

    #[test]
    fn missing_path_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("README.md"), "## Rooms\n- `src/`: code\n- `lib/`: old\n").unwrap();
        let found = findings(folder.path()).unwrap();
        assert_eq!(found, ["README.md: its room map names lib/, which is not there"]);
    }

    #[test]
    fn missing_readme_or_room_map_is_found() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(findings(folder.path()).unwrap(), ["README.md: is missing"]);
        fs::write(folder.path().join("README.md"), "# Form\n").unwrap();
        assert!(findings(folder.path()).unwrap()[0].contains("no section"));
    }
}
