//! The key of a filled form.

use axum::http::{HeaderMap, HeaderName};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::hmac;
use secrecy::zeroize::Zeroizing;
use thiserror::Error;

use super::seal::Seal;
use crate::store::RecordId;

/// The header that it comes in.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Long enough that nobody meets another's by accident; a UUID has 36.
const MIN_CHARS: usize = 8;

/// What identifiers usually have at most.
const MAX_CHARS: usize = 255;

/// Keeps what is derived here apart from whatever else may be derived from the same key elsewhere.
const SALT: &[u8] = b"customer-form idempotency 1";

/// An `Idempotency-Key`: 8 to 255 characters of visible ASCII, made once for each filled form, together with the form
/// that it came to. Two forms may get the same one.
///
/// After draft-ietf-httpapi-idempotency-key-header, with these differences:
/// - The draft has a structured field's string, in quotes: `"8e03978e-…"`. That is taken, and so is the bare text
///   `8e03978e-…`, as most APIs have it; both are the same key. Parameters behind the string are refused.
/// - The draft lets a key belong to whatever the server says. Here it belongs to a form and to everything that was
///   filled in, and it is kept for 24 hours after the end.
/// - The draft has an answer given again whether it was a success or not. Here a key whose submission certainly made no
///   customer is free again, so that a person can put a field right and go on with the same key.
/// - Where nobody knows whether there is a customer, the draft says nothing. Here it stays so: `outcome_unknown`.
///
/// It is a secret: whoever knows it can ask for the answer again. So only what is derived from it is kept, here for the
/// request and in the store for a day. Whoever makes keys has to make them at random: of a guessed one, the store would
/// tell.
pub(crate) struct IdempotencyKey {
    /// Where its record is.
    pub(super) record: RecordId,
    /// What fingerprints are made with, so that nobody can try out what may have been filled in.
    pub(super) fingerprints: hmac::Key,
    /// What answers are sealed with.
    pub(super) seal: Seal,
}

/// Why a request has no usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum InvalidKey {
    #[error("no Idempotency-Key header")]
    Missing,
    #[error("more than one Idempotency-Key header")]
    Repeated,
    #[error("the Idempotency-Key is not {MIN_CHARS} to {MAX_CHARS} characters of visible ASCII")]
    Malformed,
}

impl IdempotencyKey {
    /// The key of a request to this form.
    pub(crate) fn of(headers: &HeaderMap, form: &str) -> Result<Self, InvalidKey> {
        let mut sent = headers.get_all(HEADER).iter();
        let value = sent.next().ok_or(InvalidKey::Missing)?;
        if sent.next().is_some() {
            return Err(InvalidKey::Repeated);
        }
        let text = Zeroizing::new(read(value.as_bytes()).ok_or(InvalidKey::Malformed)?);
        // Only lengths that are none of ours could fail.
        derive(&text, form).map_err(|Unspecified| InvalidKey::Malformed)
    }
}

/// Three secrets that say nothing of each other.
fn derive(key: &[u8], form: &str) -> Result<IdempotencyKey, Unspecified> {
    let secret = Salt::new(HKDF_SHA256, SALT).extract(key);
    // A form's id has no slash.
    let info = |purpose: &'static str| [purpose.as_bytes(), b"/".as_slice(), form.as_bytes()];
    let mut record = [0; 32];
    secret.expand(&info("record"), Bytes(record.len()))?.fill(&mut record)?;
    let fingerprints = hmac::Key::from(secret.expand(&info("fingerprint"), hmac::HMAC_SHA256)?);
    let seal = Seal::from(secret.expand(&info("answer"), Seal::ALGORITHM)?);
    Ok(IdempotencyKey { record: RecordId(record), fingerprints, seal })
}

/// So many.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// The key as it was meant, out of its quotes.
fn read(value: &[u8]) -> Option<Vec<u8>> {
    let key = match value.strip_prefix(b"\"") {
        Some(quoted) => unquote(quoted.strip_suffix(b"\"")?)?,
        None => value.to_vec(),
    };
    let usable = (MIN_CHARS..=MAX_CHARS).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    usable.then_some(key)
}

/// RFC 9651, 4.2.5: a backslash before a quote or another backslash, and nowhere else.
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
