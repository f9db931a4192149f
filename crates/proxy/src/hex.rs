//! Bytes in hexadecimal digits.

use ring::digest::{SHA256, digest};

/// Two lower-case digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The first half of a content's SHA-256, in hexadecimal digits. It tells contents apart where no one profits from a
/// collision.
pub(crate) fn short_hash(content: &[u8]) -> String {
    let hash = digest(&SHA256, content);
    let hash = hash.as_ref();
    let (half, _) = hash.split_at(hash.len() / 2);
    hex(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_two_digits() {
        assert_eq!(hex(&[0x00, 0x0F, 0xA0, 0xFF]), "000fa0ff");
        // The hash of an empty content.
        assert_eq!(short_hash(b""), "e3b0c44298fc1c149afbf4c8996fb924");
    }
}
