//! Text, as PHP and HTML see it.

/// Whether the text counts as left out: nothing but white space, as Laravel's `TrimStrings` trims it before its
/// `required` rule looks. "0" is not blank, and neither is NUL, which is refused instead.
///
/// That trimming is `[\s\x{FEFF}\x{200B}\x{200E}]` with PCRE's `u` modifier, whose `\s` is Unicode's white space
/// and U+180E, which Unicode no longer counts among it.
///
/// ```
/// use customer_form_contract::text::is_blank;
/// assert!(is_blank(" \u{a0}\u{200b}"));
/// assert!(!is_blank("0"));
/// ```
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{FEFF}'))
}

/// Undoes what multipart encoding does to line ends: a browser writes every line end of a text value as CR LF
/// (HTML, "multipart/form-data encoding algorithm"), while the value of a text control only has LF.
///
/// ```
/// use customer_form_contract::text::from_multipart;
/// assert_eq!(from_multipart("a\r\nb".to_owned()), "a\nb");
/// ```
pub fn from_multipart(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n") } else { text }
}

/// The text's bytes with each CR LF and each CR as LF. Multipart encoding makes these three one, so that two
/// options which differ only there cannot be told apart once sent.
pub(crate) fn with_lf(text: &str) -> impl Iterator<Item = u8> {
    let mut previous = 0;
    text.bytes().filter_map(move |byte| {
        let second_half = previous == b'\r' && byte == b'\n';
        previous = byte;
        match byte {
            _ if second_half => None,
            b'\r' => Some(b'\n'),
            byte => Some(byte),
        }
    })
}

/// Whether two texts are the same but for how their line ends are written. Stops at the first difference: one
/// long value is held against many options.
pub(crate) fn same_but_for_line_ends(a: &str, b: &str) -> bool {
    with_lf(a).eq(with_lf(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_what_laravel_trims_away() {
        for blank in
            ["", " ", "\t\r\n\u{b}\u{c}", "\u{85}\u{a0}\u{1680}\u{3000}", "\u{180e}\u{200b}\u{200e}\u{feff}"]
        {
            assert!(is_blank(blank), "{blank:?}");
        }
        for value in ["0", " 0 ", "\0", "\u{200c}", "\u{2060}", "\u{1c}", "."] {
            assert!(!is_blank(value), "{value:?}");
        }
    }

    #[test]
    fn line_ends_are_one_however_written() {
        for same in ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\r\nb\r"] {
            assert!(same_but_for_line_ends("a\nb\n", same), "{same:?}");
        }
        for other in ["a\nb", "a\n\rb\n", "a\n\nb\n", "a b\n", ""] {
            assert!(!same_but_for_line_ends("a\nb\n", other), "{other:?}");
        }
    }
}
