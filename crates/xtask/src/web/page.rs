//! Takes trunk's own mark out of the onboarding page, and the lines that trunk left empty where others stood. Trunk
//! does the former itself only where it also injects a script.

use crate::error::TaskError;
use std::fs;
use std::path::Path;

/// How the element begins that tells trunk to build the form.
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
    let (mut kept, mut rest) = page.split_once(MARK).map(|(before, rest)| (before.to_owned(), rest))?;
    loop {
        let (_attributes, after) = rest.split_once('>')?;
        match after.split_once(MARK) {
            Some((between, next)) => {
                kept.push_str(between);
                rest = next;
            }
            None => {
                kept.push_str(after);
                break;
            }
        }
    }
    let lines = kept.lines().filter(|line| !line.trim().is_empty());
    Some(lines.flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::without_mark;

    #[test]
    fn the_mark_goes_and_with_it_every_line_that_has_nothing_else() {
        let page = "<head>\n  <title>x</title>\n  <link data-trunk rel=\"rust\" data-wasm-opt=\"z\" data-trunk-id=\"0\">\n    \n\n</head>\n";
        assert_eq!(without_mark(page).unwrap(), "<head>\n  <title>x</title>\n</head>\n");
    }

    #[test]
    fn a_page_without_the_mark_is_not_what_trunk_wrote() {
        assert_eq!(without_mark("<head></head>"), None);
    }
}
