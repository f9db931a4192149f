//! The id of a custom field.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A custom field's id, "unique per user account" (API page): an integer from 0 to 2^64 - 1.
///
/// In JSON the id is a decimal string, because a JavaScript number cannot hold every 64-bit integer.
///
/// ```
/// use customer_form_contract::FieldId;
/// let id: FieldId = "9007199254740993".parse().unwrap();
/// assert_eq!(id.to_string(), "9007199254740993");
/// assert!("052".parse::<FieldId>().is_err());
/// assert!("-1".parse::<FieldId>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u64);

/// The error for a text that is not a decimal integer from 0 to 2^64 - 1 without sign, blank or leading zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a plain non-negative integer")
    }
}

impl std::error::Error for InvalidId {}

impl FromStr for FieldId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        plain_integer(text).map(Self).ok_or(InvalidId)
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for FieldId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not a field id"))
    }
}

/// Reads a decimal integer without sign and without leading zeros. `str::parse` alone would also accept `+5` and `007`,
/// so that two spellings of a bracket key would name the same field.
pub(crate) fn plain_integer(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    if canonical { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_an_id() {
        for (text, expected) in [
            ("0", Some(0)),
            ("52", Some(52)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("", None),
            ("00", None),
            ("007", None),
            ("+5", None),
            ("-0", None),
            ("5.0", None),
            ("5e1", None),
            (" 5", None),
            ("٣", None),
        ] {
            assert_eq!(text.parse().ok().map(|FieldId(id)| id), expected, "{text:?}");
        }
    }
}
