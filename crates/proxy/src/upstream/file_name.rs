//! File names as the CRM gets them: harmless wherever they are used as names, and the same after PHP has read
//! them.

use customer_form_contract::ImageFormat;
use customer_form_contract::file::extension;

/// What most file systems take.
const MAX_BYTES: usize = 255;

/// A longer extension is none; `.tar.gz` has two.
const MAX_EXTENSION_BYTES: usize = 16;

/// The name to send for a name that a visitor's system gave.
///
/// What stands before the last separator goes: it is a folder, and nobody's business. Control characters and
/// those that change the direction of writing go: they make a name look like another. A quote becomes `_`,
/// since it would end the parameter; PHP undoes backslash escapes and none of the other ways to write one. A
/// name that only has an extension gets a stem, since a leading dot hides a file. At most 255 bytes are left,
/// and the extension is.
pub(crate) fn clean(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless: String =
        name.chars().filter(|c| !is_hidden(*c)).map(|c| if c == '"' { '_' } else { c }).collect();
    let visible = harmless.trim_start_matches('.');
    let had_dot = visible.len() < harmless.len();
    if visible.trim().is_empty() {
        "file".to_owned()
    } else if had_dot && !visible.contains('.') {
        shorten(&format!("file.{visible}"))
    } else {
        shorten(visible)
    }
}

/// The same for a photo, which gets its format's extension if it has none.
pub(super) fn clean_photo(name: &str, format: Option<ImageFormat>) -> String {
    let cleaned = clean(name);
    let Some(&usual) = format.and_then(|format| format.extensions().first()) else { return cleaned };
    if extension(&cleaned).is_some() {
        cleaned
    } else {
        shorten(&format!("{}.{usual}", cleaned.trim_end_matches('.')))
    }
}

/// Control characters, NUL among them, line and paragraph separators, and the characters that steer the
/// direction of writing (Unicode's Bidi_Control).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{061C}' | '\u{200E}' | '\u{200F}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extensions) = name.split_at(extensions_start(name));
    let room = MAX_BYTES - extensions.len();
    let end = (0..=room).rev().find(|end| stem.is_char_boundary(*end)).unwrap_or_default();
    [stem.get(..end).unwrap_or_default(), extensions].concat()
}

/// Where the last two extensions start, or the last one, or the end.
fn extensions_start(name: &str) -> usize {
    let mut start = name.len();
    for _ in 0..2 {
        match name.get(..start).unwrap_or_default().rfind('.') {
            Some(dot) if dot > 0 && start - dot <= MAX_EXTENSION_BYTES => start = dot,
            _ => break,
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn harmless_names_stay_as_they_are() {
        for name in [
            "contract.pdf",
            "Lebenslauf (2) – Ångström & Söhne's 100%;.tar.gz",
            "履歴書.docx",
            "سيرة.pdf",
            "👩‍🚀.png",
            "no extension",
            "two  spaces ",
            "a..b",
        ] {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn harmful_parts_go() {
        for (name, expected) in [
            ("", "file"),
            (".", "file"),
            ("..", "file"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\cv.pdf", "cv.pdf"),
            ("a/", "file"),
            (".htaccess", "file.htaccess"),
            ("..pdf", "file.pdf"),
            ("...a.pdf", "a.pdf"),
            ("a\0.pdf", "a.pdf"),
            ("a\r\nContent-Type: text/html\r\n\r\n.pdf", "html.pdf"),
            ("a\"; name=\"email.pdf", "a_; name=_email.pdf"),
            ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
            ("a\u{2066}b\u{2069}\u{200F}.pdf", "ab.pdf"),
            ("\u{202E}", "file"),
            (" ", "file"),
            ("\u{200E}.pdf", "file.pdf"),
        ] {
            assert_eq!(clean(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_loses_its_middle_and_keeps_its_extension() {
        let cleaned = clean(&format!("{}.tar.gz", "ü".repeat(200)));
        assert!(cleaned.len() <= MAX_BYTES && cleaned.ends_with("ü.tar.gz"), "{cleaned}");
        let cleaned = clean(&format!("a.{}", "x".repeat(300)));
        assert_eq!(cleaned.len(), MAX_BYTES);
    }

    #[test]
    fn a_photo_has_an_extension() {
        assert_eq!(clean_photo("1000012345", Some(ImageFormat::WebP)), "1000012345.webp");
        assert_eq!(clean_photo("me.", Some(ImageFormat::Png)), "me.png");
        assert_eq!(clean_photo("me.PNG", Some(ImageFormat::Jpeg)), "me.PNG");
        assert_eq!(clean_photo("", Some(ImageFormat::Gif)), "file.gif");
    }

    fn names() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            ".", "/", "\\", "\"", "\0", "\r\n", "\u{202E}", "\u{200F}", "a", "é", ".pdf", " ", "漢", "'",
            "%22",
        ]);
        prop_oneof![any::<String>(), prop::collection::vec(odd, 0..200).prop_map(|parts| parts.concat())]
    }

    proptest! {
        #[test]
        fn every_cleaned_name_is_harmless(name in names()) {
            let cleaned = clean(&name);
            prop_assert!(!cleaned.is_empty() && cleaned.len() <= MAX_BYTES);
            prop_assert!(!cleaned.starts_with('.'));
            prop_assert!(!cleaned.contains(['/', '\\', '"', '\0', '\r', '\n']));
            prop_assert!(!cleaned.chars().any(is_hidden));
            prop_assert_eq!(clean(&cleaned), cleaned.clone(), "cleaning twice changes nothing");
        }

        #[test]
        fn an_allowed_extension_is_kept(stem in names(), extension in "[a-zA-Z0-9]{1,8}") {
            let cleaned = clean(&format!("{stem}.{extension}"));
            prop_assert!(customer_form_contract::file::has_format(&cleaned, &extension), "{cleaned}");
        }
    }
}
