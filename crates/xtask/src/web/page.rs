//! Removes trunk's own elements from the onboarding page, and the empty lines that trunk leaves after removing
//! elements. Trunk removes its elements itself only if it injects a script.

use crate::error::TaskError;
use std::fs;
use std::path::Path;

/// The beginning of the element that tells trunk to build the form.
const MARK: &str = "<link data-trunk rel=\"rust\"";

/// Rewrites index.html in `folder`.
pub(super) fn clean(folder: &Path) -> Result<(), TaskError> {
    let path = folder.join("index.html");
    let page = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
    let cleaned =
        without_mark(&page).ok_or_else(|| TaskError::malformed(&path, format!("no {MARK} … in it")))?;
    fs::write(&path, cleaned).map_err(TaskError::file("write", &path))
}

fn without_mark(page: &str) -> Option<String> {
    let (before, marked) = page.split_once(MARK)?;
    let mut kept = before.to_owned();
    for rest in marked.split(MARK) {
        let (_attributes, after) = rest.split_once('>')?;
        kept.push_str(after);
    }
    let lines = kept.lines().filter(|line| !line.trim().is_empty());
    Some(lines.flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::without_mark;

    #[test]
    fn mark_is_removed_with_its_empty_lines() {
        let page = "<head>\n  <title>x</title>\n  <link data-trunk rel=\"rust\" data-wasm-opt=\"z\" data-trunk-id=\"0\">\n    \n\n</head>\n";
        assert_eq!(without_mark(page).unwrap(), "<head>\n  <title>x</title>\n</head>\n");
    }

    #[test]
    fn second_mark_is_removed() {
        let page = "<a>\n  <link data-trunk rel=\"rust\" data-bin=\"a\">\n  <link data-trunk rel=\"rust\" href=\"b\">\n<b>\n";
        assert_eq!(without_mark(page).unwrap(), "<a>\n<b>\n");
    }

    #[test]
    fn page_without_the_mark_is_refused() {
        assert_eq!(without_mark("<head></head>"), None);
    }
}
