//! File names as they are sent to the CRM: harmless wherever they are used as names, and unchanged by PHP's parser.

use customer_form_contract::ImageFormat;
use customer_form_contract::format::{aliases, ends_in, has_format, signature};
use customer_form_contract::text::{is_blank, is_invisible};

/// The longest name in bytes. Most file systems accept this length.
const MAX_BYTES: usize = 255;

/// The longest extension in bytes, including its dot. A longer suffix does not count as an extension. `.tar.gz` counts
/// as two extensions.
const MAX_EXTENSION_BYTES: usize = 16;

/// Cleans a file name that a visitor's system gave.
///
/// - The part before the last separator is removed. It is the visitor's folder, which is private.
/// - Control characters and invisible characters are removed, because they can make a name look like another one.
/// - A quote becomes `_`, because it would end the parameter. PHP undoes backslash escapes, and no other kind of
///   escape.
/// - A name that is only an extension gets the stem `file`, because a leading dot hides a file.
/// - The name is shortened to 255 bytes. The extension is kept.
pub(crate) fn clean(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = without_hidden(name).replace('"', "_");
    let visible = harmless.trim_start_matches('.');
    let had_dot = visible.len() < harmless.len();
    if is_blank(visible) {
        "file".to_owned()
    } else if had_dot && !visible.contains('.') {
        shorten(&format!("file.{visible}"))
    } else {
        shorten(visible)
    }
}

/// Cleans the name of a file for a field that takes these `formats`, as the form configuration spells them. A name that
/// ends in another name of a listed format gets the listed name: a visitor's `.jpeg` is sent as `.jpg` to a CRM that
/// lists `JPG`.
pub(crate) fn clean_listed(name: &str, formats: &[String]) -> String {
    let mut cleaned = clean(name);
    let is_listed = |name: &str| formats.iter().any(|format| has_format(name, format));
    if !is_listed(&cleaned) && is_listed(&[".", &cleaned].concat()) {
        // The cleaned name is only a listed extension that contains a dot, such as `tar.gz`.
        cleaned.insert_str(0, "file.");
    }
    if formats.iter().any(|format| ends_in(&cleaned, format)) {
        return cleaned;
    }
    let renamed = formats.iter().find_map(|format| {
        let alias = aliases(format).find(|alias| ends_in(&cleaned, alias))?;
        let stem = cleaned.get(..cleaned.len().checked_sub(alias.len())?)?;
        Some(shorten(&[stem, &format.to_ascii_lowercase()].concat()))
    });
    renamed.unwrap_or(cleaned)
}

/// Cleans the name of a photo and gives it the extension of its actual format, because phones and websites often give a
/// photo a wrong one. Extensions of other formats are removed. A suffix that is not an extension, as in "St. Moritz",
/// is kept.
pub(super) fn clean_photo(name: &str, format: Option<ImageFormat>) -> String {
    let cleaned = clean(name);
    let Some(format) = format else { return cleaned };
    let extensions = format.extensions();
    if extensions.iter().any(|extension| ends_in(&cleaned, extension)) {
        return cleaned;
    }
    let mut stem = cleaned.trim_end_matches('.');
    while let Some((before, extension)) = stem.rsplit_once('.') {
        // The extension without its suffix, as in "jpg_large" or "jpg-small".
        let extension = extension.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if is_blank(before) || signature(&[".", extension].concat()).is_none() {
            break;
        }
        stem = before.trim_end_matches('.');
    }
    shorten(&[stem, ".", extensions.first().unwrap_or(&"")].concat())
}

/// Removes invisible characters: control characters including NUL, line and paragraph separators, marks that control
/// the writing direction, and other characters without width. Joiners and variation selectors are kept where they
/// change the characters around them, as in emoji and in Persian, and never in an extension.
fn without_hidden(name: &str) -> String {
    let stem_chars = name.chars().count() - name.rsplit_once('.').map_or(0, |(_, last)| last.chars().count());
    let mut kept = String::new();
    let mut rest = name.chars().enumerate().peekable();
    while let Some((place, c)) = rest.next() {
        let before = kept.chars().next_back();
        let after = rest.peek().map(|(_, after)| *after);
        let stays = if is_selector(c) {
            before.is_some_and(is_shaped)
        } else if matches!(c, '\u{200C}' | '\u{200D}') {
            before.is_some_and(|c| is_shaped(c) || is_selector(c)) && after.is_some_and(is_shaped)
        } else {
            !is_hidden(c)
        };
        if stays && (!is_hidden(c) || place < stem_chars) {
            kept.push(c);
        }
    }
    kept
}

fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_invisible(c)
}

/// Whether the character has the property Variation_Selector, as used in emoji, CJK and Mongolian.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Whether the character can belong to a script or symbol that joiners and selectors change.
fn is_shaped(c: char) -> bool {
    !c.is_ascii() && !is_hidden(c)
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extensions) = name.split_at(extensions_start(name));
    let room = MAX_BYTES - extensions.len();
    let end = (0..=room).rev().find(|end| stem.is_char_boundary(*end)).unwrap_or_default();
    // A joiner or selector at the cut has no character after it, so it is removed.
    let stem = stem.get(..end).unwrap_or_default().trim_end_matches(is_hidden);
    [stem, extensions].concat()
}

/// The byte offset where the last two extensions start, or the last one, or the end of the name if there is none.
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
mod tests;
