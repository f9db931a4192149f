//! Reads `acceptFile`: the allowed formats of a file field.

/// The formats in one element of `acceptFile`: "DOCX/DOC" and ".pdf, docx" have two formats each. The spelling stays
/// the same, but a leading "." or "*." is removed. `None`: the element allows every format, such as "*" or ".*".
pub(super) fn split(entry: &str) -> Option<Vec<&str>> {
    let formats: Vec<_> = entry
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '|'))
        .map(|format| format.trim_start_matches("*.").trim_start_matches('.'))
        .filter(|format| !format.is_empty())
        .collect();
    if formats.contains(&"*") { None } else { Some(formats) }
}

/// Whether the format has only characters that the end of a file name may have.
pub(super) fn is_usable(format: &str) -> bool {
    format.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_may_name_several_formats() {
        for (entry, expected) in [
            ("PDF", &["PDF"][..]),
            ("DOCX/DOC", &["DOCX", "DOC"]),
            (".pdf, docx", &["pdf", "docx"]),
            (" *.jpg ; png|gif ", &["jpg", "png", "gif"]),
            ("tar.gz", &["tar.gz"]),
            ("", &[]),
            (" / , ", &[]),
            (".", &[]),
        ] {
            assert_eq!(split(entry).as_deref(), Some(expected), "{entry:?}");
        }
    }

    #[test]
    fn a_star_allows_everything() {
        for entry in ["*", ".*", "*.*", "pdf, *"] {
            assert_eq!(split(entry), None, "{entry:?}");
        }
    }

    #[test]
    fn format_names_without_markup_are_usable() {
        assert!(is_usable("7z") && is_usable("tar.gz") && is_usable("c++") && is_usable("документ"));
        assert!(!is_usable("<b>") && !is_usable("a\"b") && !is_usable("a\0"));
    }
}
