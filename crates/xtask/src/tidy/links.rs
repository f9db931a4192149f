//! Links in documents: a relative link leads to a file or folder of the project, and its anchor to a heading.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::error::TaskError;

/// The broken links of the Markdown files among `files`, one sentence each.
pub(super) fn findings(root: &Path, files: &[PathBuf]) -> Result<Vec<String>, TaskError> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_document(file)) {
        let text = read(&root.join(file))?;
        for link in links(&text) {
            if let Some(problem) = problem(root, file, &link)? {
                findings.push(format!("{}: the link {link} {problem}", file.display()));
            }
        }
    }
    Ok(findings)
}

fn is_document(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "md")
}

fn read(path: &Path) -> Result<String, TaskError> {
    fs::read_to_string(path).map_err(TaskError::file("read", path))
}

/// The targets of all links and images.
fn links(text: &str) -> Vec<String> {
    let targets = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.into_string())
        }
        _ => None,
    });
    targets.collect()
}

/// The problem of a link in `file`; `None` if it leads somewhere, or out of the project.
fn problem(root: &Path, file: &Path, link: &str) -> Result<Option<&'static str>, TaskError> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        root.join(file)
    } else {
        root.join(file.parent().unwrap_or(Path::new(""))).join(path)
    };
    if !target.exists() {
        return Ok(Some("leads to no file"));
    }
    if anchor.is_empty() || !is_document(&target) {
        return Ok(None);
    }
    let known = anchors(&read(&target)?).iter().any(|known| known == anchor);
    Ok((!known).then_some("leads to no heading"))
}

/// The anchors of all headings, as GitHub makes them: lower case, blanks as hyphens, no punctuation.
fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut heading = None::<String>;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take().map(|heading| anchor(&heading))),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    anchors
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_links_and_anchors_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("docs")).unwrap();
        fs::write(root.join("code.rs"), "").unwrap();
        fs::write(root.join("docs/b.md"), "# The `B` page, in short\n").unwrap();
        let text = "[a](../code.rs#L1) [b](b.md#the-b-page-in-short) [c](https://example.com/x#y) [d](#own)\n\n\
            # Own\n\n```\n[no](link.md)\n```\n\n[e](gone.md) ![f](../docs/b.md#other) [g](#none)\n";
        fs::write(root.join("docs/a.md"), text).unwrap();
        let files = ["code.rs", "docs/a.md", "docs/b.md"].map(PathBuf::from);
        assert_eq!(
            findings(root, &files).unwrap(),
            [
                "docs/a.md: the link gone.md leads to no file",
                "docs/a.md: the link ../docs/b.md#other leads to no heading",
                "docs/a.md: the link #none leads to no heading",
            ]
        );
    }
}
