//! Reads the CRM's JSON. PHP writes this JSON, so a number may be a string, and an empty object may be a list.
//!
//! The functions read the raw text of each value, so that no number is converted to a floating-point number.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The raw text of one JSON value.
pub(super) type Raw<'a> = &'a RawValue;

/// The body without surrounding white space and without a byte order mark. If an editor saves a PHP file with a byte
/// order mark, PHP prints the mark before its output.
pub(super) fn trimmed(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii()
}

/// The members of an object, in their order. If a name is repeated, the last member counts, as in PHP and JavaScript.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(String, Raw<'a>)>);

impl<'a> Members<'a> {
    /// The members of an object. Empty for every other value, because PHP writes an empty object as `[]`.
    pub(super) fn of(raw: Raw<'a>) -> Self {
        serde_json::from_str(raw.get()).unwrap_or_default()
    }

    /// The value of the member with this name. `None` if the member is missing or null.
    pub(super) fn get(&self, name: &str) -> Option<Raw<'a>> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, raw)| *raw).filter(|raw| !is_null(raw))
    }

    /// Every member, in the order of the text.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Raw<'a>)> {
        self.0.iter().map(|(key, raw)| (key.as_str(), *raw))
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The values of a list or of an object. PHP writes a list whose indexes have gaps as an object.
pub(super) struct Values<'a>(pub(super) Vec<Raw<'a>>);

impl<'de> Deserialize<'de> for Values<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Values<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or an object")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(Values(values))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some((IgnoredAny, value)) = map.next_entry()? {
                    values.push(value);
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The values of a list or of an object. `None` for every other value.
pub(super) fn values(raw: Raw<'_>) -> Option<Vec<Raw<'_>>> {
    serde_json::from_str(raw.get()).ok().map(|Values(values)| values)
}

/// The text of a string, or the digits of a number as the CRM wrote them. `None` for every other value.
pub(super) fn text(raw: Raw<'_>) -> Option<String> {
    match raw.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(raw.get()).ok(),
        [b'-' | b'0'..=b'9', ..] => Some(raw.get().to_owned()),
        _ => None,
    }
}

/// Like [`text`], but `None` if the text is blank.
pub(super) fn present_text(raw: Raw<'_>) -> Option<String> {
    text(raw).filter(|text| !crate::text::is_blank(text))
}

/// An integer from 0 to 2^64 - 1, written as a number or as a string. `None` for every other value.
pub(super) fn integer(raw: Raw<'_>) -> Option<u64> {
    crate::id::plain_integer(&text(raw)?)
}

/// A boolean in one of the spellings of PHP. `None` for every other value.
pub(super) fn boolean(raw: Raw<'_>) -> Option<bool> {
    match raw.get() {
        "true" => Some(true),
        "false" => Some(false),
        _ => match text(raw)?.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" | "" => Some(false),
            _ => None,
        },
    }
}

pub(super) fn is_null(raw: Raw<'_>) -> bool {
    raw.get() == "null"
}

pub(super) fn is_object(raw: Raw<'_>) -> bool {
    raw.get().starts_with('{')
}
