//! Generators of texts.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Characters that programs often handle wrongly: quotes, brackets, escapes, combining marks and marks without width,
/// and characters of more than one byte or more than one UTF-16 unit.
const DELICATE: &str = "0\"'<>&[]{}.%+=\\/;äß٣日🦀\u{200b}\u{200d}\u{301}\u{202e}\u{feff}\u{85}";

/// A character, but never NUL, which the validator refuses, and never CR, because the value of a text control has only
/// LF.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        6 => proptest::char::range(' ', '~'),
        1 => Just('\n'),
        2 => select(DELICATE.chars().collect::<Vec<_>>()),
        1 => any::<char>().prop_filter("NUL and CR are no values", |c| !matches!(c, '\0' | '\r')),
    ]
}

/// A value: not blank, at most `max_bytes` bytes of UTF-8 (`max_bytes` is at least 9), mostly short.
pub fn value(max_bytes: u64) -> impl Strategy<Value = String> {
    // A character has at most 4 bytes. The character between the two ends is visible and has 1 byte.
    let most = usize::try_from(max_bytes.saturating_sub(1) / 8).unwrap_or(usize::MAX).min(30);
    let end = || vec(character(), 0..=most);
    (end(), proptest::char::range('!', '~'), end())
        .prop_map(|(start, visible, end)| start.into_iter().chain([visible]).chain(end).collect())
}

/// A blank text.
pub fn blank() -> impl Strategy<Value = String> {
    let white = " \t\n\u{b}\u{85}\u{a0}\u{180e}\u{200b}\u{2028}\u{3000}\u{feff}\
        \u{1}\u{ad}\u{3164}\u{200d}\u{202e}\u{2060}\u{2800}\u{fe0f}\u{e0020}\u{1d173}";
    let white = select(white.chars().collect::<Vec<_>>());
    vec(white, 0..5).prop_map(|characters| characters.into_iter().collect())
}

/// An e-mail address that is valid for HTML.
pub fn email() -> impl Strategy<Value = String> {
    let label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,10}[a-zA-Z0-9])?";
    let local = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,40}";
    (local, vec(label, 1..4)).prop_map(|(local, labels)| format!("{local}@{}", labels.join(".")))
}

/// Any text: valid, blank, with NUL and CR, or long.
pub fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => value(100),
        2 => blank(),
        1 => email(),
        2 => any::<String>(),
        1 => value(20).prop_map(|text| text.repeat(300)),
        1 => (value(20), value(20)).prop_map(|(a, b)| format!("{a}\0{b}\r\n{a}\r")),
    ]
}
