//! Links in documents: a relative link leads to a file or folder of the project, and its anchor to a heading.

use std::fs;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{assert_none, files, folder, has_extension, root};

/// The broken links of the Markdown files below `root`.
fn findings(root: &Path) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files(root).iter().filter(|file| has_extension(file, &["md"])) {
        for link in links(&fs::read_to_string(root.join(file)).unwrap()) {
            if let Some(problem) = problem(root, file, &link) {
                findings.push(format!("{}: the link {link} {problem}", file.display()));
            }
        }
    }
    findings
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
fn problem(root: &Path, file: &Path, link: &str) -> Option<&'static str> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let file = root.join(file);
    let target = if path.is_empty() { file } else { file.with_file_name(path) };
    if !target.exists() {
        return Some("leads to no file");
    }
    if anchor.is_empty() || !has_extension(&target, &["md"]) {
        return None;
    }
    let known = anchors(&fs::read_to_string(&target).unwrap()).iter().any(|known| known == anchor);
    (!known).then_some("leads to no heading")
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

#[test]
fn every_link_in_a_document_leads_somewhere() {
    assert_none(&findings(&root()));
}

#[test]
fn broken_links_and_anchors_are_found() {
    let text = "[a](../code.rs#L1) [b](b.md#the-b-page-in-short) [c](https://example.com/x#y) [d](#own)\n\n\
            # Own\n\n```\n[no](link.md)\n```\n\n[e](gone.md) ![f](../docs/b.md#other) [g](#none)\n";
    let files = [("code.rs", ""), ("docs/a.md", text), ("docs/b.md", "# The `B` page, in short\n")];
    assert_eq!(
        findings(folder(files).path()),
        [
            "docs/a.md: the link gone.md leads to no file",
            "docs/a.md: the link ../docs/b.md#other leads to no heading",
            "docs/a.md: the link #none leads to no heading",
        ]
    );
}
