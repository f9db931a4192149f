//! File names as the CRM gets them: harmless wherever they are used as names, and the same after PHP has read
//! them.

use customer_form_contract::ImageFormat;
use customer_form_contract::format::{aliases, ends_in, has_format, signature};
use customer_form_contract::text::{is_blank, is_invisible};

/// What most file systems take.
const MAX_BYTES: usize = 255;

/// A longer extension is none; `.tar.gz` has two.
const MAX_EXTENSION_BYTES: usize = 16;

/// The name to send for a name that a visitor's system gave.
///
/// What stands before the last separator goes: it is a folder, and nobody's business. Control characters and
/// those that cannot be seen go: they make a name look like another. A quote becomes `_`,
/// since it would end the parameter; PHP undoes backslash escapes and none of the other ways to write one. A
/// name that only has an extension gets a stem, since a leading dot hides a file. At most 255 bytes are left,
/// and the extension is.
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

/// The same for a file of a field that takes these formats, as its configuration spells them. A name that ends in
/// another name of a format gets the listed one: what is a `.jpeg` to the visitor is sent as `.jpg` to a CRM that looks
/// for `JPG`.
pub(crate) fn clean_listed(name: &str, formats: &[String]) -> String {
    let mut cleaned = clean(name);
    let is_listed = |name: &str| formats.iter().any(|format| has_format(name, format));
    if !is_listed(&cleaned) && is_listed(&[".", &cleaned].concat()) {
        // Nothing but the extension, and a dot in that.
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

/// The same for a photo, whose extension is its format's: what it is called is up to the phone or the website that
/// it comes from. Extensions of other formats go; what is none, as in "St. Moritz", stays.
pub(super) fn clean_photo(name: &str, format: Option<ImageFormat>) -> String {
    let cleaned = clean(name);
    let Some(format) = format else { return cleaned };
    let extensions = format.extensions();
    if extensions.iter().any(|extension| ends_in(&cleaned, extension)) {
        return cleaned;
    }
    let mut stem = cleaned.trim_end_matches('.');
    while let Some((before, extension)) = stem.rsplit_once('.') {
        // "jpg_large", "jpg-small"
        let extension = extension.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if is_blank(before) || signature(&[".", extension].concat()).is_none() {
            break;
        }
        stem = before.trim_end_matches('.');
    }
    shorten(&[stem, ".", extensions.first().unwrap_or(&"")].concat())
}

/// The name without characters that cannot be seen: control characters, NUL among them, separators of lines and
/// paragraphs, marks that steer the direction of writing, and whatever else takes no room. Joiners and variation
/// selectors stay where they shape the characters around them, as in emoji and in Persian, and never in an extension.
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

/// Variation_Selector, as emoji, CJK and Mongolian have them.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Whether the character can be of a script or a symbol that joiners and selectors change.
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
    // Nothing is left to join.
    let stem = stem.get(..end).unwrap_or_default().trim_end_matches(is_hidden);
    [stem, extensions].concat()
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
mod tests;
