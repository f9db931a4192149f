//! Text, as PHP and HTML see it.

/// Whether the text counts as left out: nothing but white space, as Laravel's `TrimStrings` trims it (`\s`,
/// U+200B, U+200E and U+FEFF) before its `required` rule looks. "0" is not blank.
///
/// ```
/// use customer_form_contract::text::is_blank;
/// assert!(is_blank(" \u{a0}\u{200b}"));
/// assert!(!is_blank("0"));
/// ```
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{200E}' | '\u{FEFF}'))
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

/// Whether two texts are the same but for how their line ends are written.
pub(crate) fn same_but_for_line_ends(a: &str, b: &str) -> bool {
    a == b || from_multipart(a.to_owned()) == from_multipart(b.to_owned())
}
