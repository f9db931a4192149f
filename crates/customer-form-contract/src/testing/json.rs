//! Generators of JSON text. They do not build JSON values, so that repeated members and every spelling of a number
//! occur.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Any JSON value, also values that only PHP would write in that place.
pub(super) fn junk() -> impl Strategy<Value = String> + Clone {
    let scalars = select(vec![
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "1.50",
        "-3e+7",
        "1e999",
        "123456789012345678901234567890",
        "\"\"",
        "\" \"",
        "\"0\"",
        "\"\\u0000\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\ude00\"",
        "\"a\\/b\"",
        "[]",
        "{}",
        "[null]",
        " \n1\t",
    ]);
    scalars.prop_map(str::to_owned).prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|values| list(&values)),
            vec(("[a-z]{0,3}", inner), 0..4).prop_map(|members| {
                object(members.into_iter().map(|(name, value)| member_text(&name, &value)))
            }),
        ]
    })
}

pub(super) fn list_or_map(value: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    (vec(value, 0..5), any::<bool>()).prop_map(|(values, as_map)| {
        let numbered = (0..).zip(&values);
        if as_map {
            object(numbered.map(|(index, value)| member_text(&format!("{}", index * 2), value)))
        } else {
            list(&values)
        }
    })
}

/// An object with some of these members, in any order.
pub(super) fn members(all: Vec<BoxedStrategy<String>>) -> impl Strategy<Value = String> {
    let each: Vec<_> =
        all.into_iter().map(|member| prop_oneof![3 => member.prop_map(Some), 1 => Just(None)]).collect();
    each.prop_shuffle().prop_map(|members| object(members.into_iter().flatten()))
}

pub(super) fn member(
    name: &'static str,
    value: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    value.prop_map(move |value| member_text(name, &value))
}

pub(super) fn member_text(name: &str, value: &str) -> String {
    format!("{}: {value}", quoted(name))
}

pub(super) fn object(members: impl IntoIterator<Item = String>) -> String {
    format!("{{{}}}", members.into_iter().collect::<Vec<_>>().join(", "))
}

pub(super) fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// A JSON string as PHP writes it: all non-ASCII characters and the slash are escaped.
pub(super) fn quoted(text: impl AsRef<str>) -> String {
    let escaped = text.as_ref().encode_utf16().map(|unit| match u8::try_from(unit) {
        Ok(byte @ (b' '..=b'~')) if !b"\"\\/".contains(&byte) => char::from(byte).to_string(),
        Ok(byte @ (b'"' | b'\\' | b'/')) => format!("\\{}", char::from(byte)),
        _ => format!("\\u{unit:04x}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
