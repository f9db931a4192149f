//! The idempotency key of a filled form.

use axum::http::{HeaderMap, HeaderName};
use customer_form_contract::headers;
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;
use secrecy::zeroize::Zeroizing;
use thiserror::Error;

use super::seal::Seal;
use crate::store::RecordId;

/// The request header with the key.
pub(crate) const HEADER: HeaderName = HeaderName::from_static(headers::IDEMPOTENCY_KEY);

/// The shortest key. Two forms must not get the same key by accident. A UUID has 36 characters.
const MIN_CHARS: usize = 8;

/// The longest key: the usual maximum of identifiers.
const MAX_CHARS: usize = 255;

/// The HKDF salt. It separates these secrets from others that may be derived from the same key elsewhere.
const SALT: &[u8] = b"customer-form idempotency 1";

/// An `Idempotency-Key`: 8 to 255 characters of visible ASCII, made once for each filled form. It is bound to the form
/// that it was sent to, since two forms may get the same key.
///
/// It follows draft-ietf-httpapi-idempotency-key-header, with these differences:
/// - The draft asks for a structured field's string, in quotes: `"8e03978e-…"`. This proxy also accepts the bare text
///   `8e03978e-…`, which most APIs use. Both are the same key. Parameters after the string are refused.
/// - The draft lets the server define what a key belongs to. Here a key belongs to one form and to everything that was
///   filled in, and it is kept for 24 hours after the submission's end.
/// - The draft replays an answer whether it was a success or not. Here a key can be used again if its submission
///   certainly created no customer, so that a visitor can correct a field and continue with the same key.
/// - The draft does not say what to do if the outcome is unknown. Here a retry gets `outcome_unknown`.
///
/// The key is a secret: whoever knows it can get the answer again. Only values that are derived from the key are kept,
/// in memory for the request and in the store for a day. Keys have to be random: for a guessed key, the store would
/// reveal whether the key was used.
pub(crate) struct IdempotencyKey {
    /// The id of the key's record.
    pub(super) record: RecordId,
    /// The secret of the fingerprints. Without it, it is not possible to guess what was filled in.
    pub(super) fingerprints: hmac::Key,
    /// Seals and opens the stored answer.
    pub(super) seal: Seal,
}

/// Why a request has no usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum InvalidKey {
    #[error("the request has no Idempotency-Key header")]
    Missing,
    #[error("the request has more than one Idempotency-Key header")]
    Repeated,
    #[error("the Idempotency-Key does not have {MIN_CHARS} to {MAX_CHARS} characters of visible ASCII")]
    Malformed,
}

impl IdempotencyKey {
    /// Reads the key of a request to this form.
    pub(crate) fn of(headers: &HeaderMap, form: &str) -> Result<Self, InvalidKey> {
        let mut sent = headers.get_all(HEADER).iter();
        let value = sent.next().ok_or(InvalidKey::Missing)?;
        if sent.next().is_some() {
            return Err(InvalidKey::Repeated);
        }
        let text = Zeroizing::new(read(value.as_bytes()).ok_or(InvalidKey::Malformed)?);
        // HKDF fails only for lengths that are not used here.
        derive(&text, form).map_err(|Unspecified| InvalidKey::Malformed)
    }
}

/// Derives three independent secrets from the key.
fn derive(key: &[u8], form: &str) -> Result<IdempotencyKey, Unspecified> {
    let secret = Salt::new(HKDF_SHA256, SALT).extract(key);
    // A form's id contains no slash, so that the info strings of two purposes or forms never coincide.
    let info = |purpose: &'static str| [purpose.as_bytes(), b"/".as_slice(), form.as_bytes()];
    let mut record = [0; 32];
    secret.expand(&info("record"), Bytes(record.len()))?.fill(&mut record)?;
    let fingerprints = hmac::Key::from(secret.expand(&info("fingerprint"), hmac::HMAC_SHA256)?);
    let seal = Seal::from(secret.expand(&info("answer"), Seal::ALGORITHM)?);
    Ok(IdempotencyKey { record: RecordId(record), fingerprints, seal })
}

/// A length in bytes, for HKDF.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// The key without its quotes. `None`: not a key.
fn read(value: &[u8]) -> Option<Vec<u8>> {
    let key = match value.strip_prefix(b"\"") {
        Some(quoted) => unquote(quoted.strip_suffix(b"\"")?)?,
        None => value.to_vec(),
    };
    let usable = (MIN_CHARS..=MAX_CHARS).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    usable.then_some(key)
}

/// Undoes the escapes of a quoted string (RFC 9651, 4.2.5): a backslash may only stand before a quote or another
/// backslash. `None`: not such a string.
fn unquote(quoted: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => text.push(*bytes.next().filter(|byte| matches!(byte, b'"' | b'\\'))?),
            b'"' => return None,
            byte => text.push(*byte),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_read_with_and_without_quotes() {
        let longest = "k".repeat(255);
        for (value, key) in [
            ("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
            ("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
            ("12345678", "12345678"),
            (longest.as_str(), longest.as_str()),
            ("!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
            (r#""a\"b\\cdefg""#, r#"a"b\cdefg"#),
            (r#"abc"defgh"#, r#"abc"defgh"#),
        ] {
            assert_eq!(read(value.as_bytes()).as_deref(), Some(key.as_bytes()), "{value}");
        }
    }

    #[test]
    fn malformed_keys_are_refused() {
        let too_long = "k".repeat(256);
        for value in [
            "",
            "1234567",
            "\"1234567\"",
            too_long.as_str(),
            "\"12345678",
            "\"12345678\";a=1",
            "\"1234\"5678\"",
            r#""12345678\""#,
            r#""1234\5678""#,
            "1234 5678",
            "\"1234 5678\"",
            "1234567\u{e9}",
        ] {
            assert_eq!(read(value.as_bytes()), None, "{value}");
        }
    }

    fn key(value: &str, form: &str) -> IdempotencyKey {
        let headers = HeaderMap::from_iter([(HEADER, value.parse().unwrap())]);
        IdempotencyKey::of(&headers, form).unwrap()
    }

    #[test]
    fn a_record_belongs_to_a_key_and_a_form() {
        let record = key("12345678", "acme").record;
        assert_eq!(record, key("\"12345678\"", "acme").record);
        assert_ne!(record, key("12345679", "acme").record);
        assert_ne!(record, key("12345678", "acm").record);
        assert_ne!(record.0, [0; 32]);
    }

    #[test]
    fn rejects_missing_or_repeated_key() {
        let mut headers = HeaderMap::from_iter([(HEADER, "12345678".parse().unwrap())]);
        headers.append(HEADER, "12345678".parse().unwrap());
        assert_eq!(IdempotencyKey::of(&headers, "acme").err(), Some(InvalidKey::Repeated));
        assert_eq!(IdempotencyKey::of(&HeaderMap::new(), "acme").err(), Some(InvalidKey::Missing));
    }
}
