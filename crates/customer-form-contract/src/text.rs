//! Properties of text for PHP and HTML.

/// The characters without visible form and width, as sorted ranges: Unicode's Default_Ignorable_Code_Point and its
/// general category Cf, without the Arabic and Syriac signs that are visible (Prepended_Concatenation_Mark).
const INVISIBLE: [(u32, u32); 18] = [
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x1_3430, 0x1_343F),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

/// Whether the character has no visible form and no width: direction marks, joiners, soft hyphens, Hangul fillers,
/// variation selectors, tags. Some of these characters change the look of their neighbours, so values keep them.
///
/// ```
/// use customer_form_contract::text::is_invisible;
/// assert!(is_invisible('\u{200b}') && !is_invisible(' '));
/// ```
pub fn is_invisible(c: char) -> bool {
    INVISIBLE.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// Whether the text counts as empty because it has no visible character. Not visible are: white space, the characters
/// of [`is_invisible`], control characters, and the two blanks that Unicode lists as symbols (braille pattern blank and
/// musical symbol null notehead). These are more characters than Laravel's `TrimStrings` removes before its `required`
/// rule runs. "0" is not blank. NUL is not blank either: a text with NUL is refused instead.
///
/// ```
/// use customer_form_contract::text::is_blank;
/// assert!(is_blank(" \u{a0}\u{200b}\u{2800}"));
/// assert!(!is_blank("0"));
/// ```
pub fn is_blank(text: &str) -> bool {
    let is_seen = |c: char| {
        c == '\0'
            || !(c.is_whitespace()
                || c.is_control()
                || is_invisible(c)
                || matches!(c, '\u{2800}' | '\u{1D159}'))
    };
    !text.chars().any(is_seen)
}

/// Reverses the change that multipart encoding makes to line ends: a browser writes every line end of a text value as
/// CR LF (HTML, "multipart/form-data encoding algorithm"), but the value of a text control has only LF.
///
/// ```
/// use customer_form_contract::text::from_multipart;
/// assert_eq!(from_multipart("a\r\nb".to_owned()), "a\nb");
/// ```
pub fn from_multipart(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n") } else { text }
}

/// The bytes of the text with LF in place of each CR LF and each CR. Multipart encoding writes all three in the same
/// way, so two options that differ only in line ends cannot be distinguished after sending.
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

/// Whether two texts are equal except for the spelling of line ends. The comparison stops at the first difference,
/// because one long value may be compared with many options.
pub(crate) fn same_but_for_line_ends(a: &str, b: &str) -> bool {
    with_lf(a).eq(with_lf(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The characters that Laravel 11's `Str::trim` removes besides white space, from its `INVISIBLE_CHARACTERS`.
    const LARAVELS: &str = "\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180e}\u{200b}\u{200c}\u{200d}\
        \u{200e}\u{200f}\u{2060}\u{2061}\u{2062}\u{2063}\u{2064}\u{2065}\u{206a}\u{206f}\u{2800}\u{3164}\u{feff}\
        \u{ffa0}\u{1d159}\u{1d173}\u{1d17a}\u{e0020}";

    #[test]
    fn invisible_text_is_blank() {
        for blank in [
            "",
            " ",
            "\t\r\n\u{b}\u{c}",
            "\u{85}\u{a0}\u{1680}\u{202f}\u{205f}\u{3000}",
            "\u{1}\u{1c}\u{7f}\u{9f}",
            "\u{202e}\u{2066}\u{2069}",
            "\u{fe0f}\u{e0100}\u{180b}",
            "\u{fff9}\u{fffb}\u{e0001}\u{e007f}",
            LARAVELS,
        ] {
            assert!(is_blank(blank), "{blank:?}");
            for c in blank.chars() {
                assert!(is_blank(&c.to_string()), "{c:?}");
                assert!(!is_blank(&format!("{c}0{c}")), "{c:?}");
            }
        }
        for value in ["0", " 0 ", "\0", " \0", ".", "\u{600}", "\u{301}", "\u{fffc}", "👩‍🚀", "क्‍ष", "می‌خواهم"]
        {
            assert!(!is_blank(value), "{value:?}");
        }
    }

    #[test]
    fn invisible_characters_are_sorted() {
        assert!(INVISIBLE.iter().all(|(first, last)| first <= last));
        assert!(INVISIBLE.is_sorted_by(|(_, last), (first, _)| last < first));
    }

    #[test]
    fn line_ends_are_normalised() {
        for same in ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\r\nb\r"] {
            assert!(same_but_for_line_ends("a\nb\n", same), "{same:?}");
        }
        for other in ["a\nb", "a\n\rb\n", "a\n\nb\n", "a b\n", ""] {
            assert!(!same_but_for_line_ends("a\nb\n", other), "{other:?}");
        }
    }
}
