//! A short hash of a content.

use customer_form_contract::hex;
use ring::digest::{SHA256, digest};

/// The first half of a content's SHA-256, in hexadecimal digits. Use the hash only where a collision
/// gives an attacker no advantage.
pub(crate) fn short_hash(content: &[u8]) -> String {
    let hash = digest(&SHA256, content);
    let hash = hash.as_ref();
    let (half, _) = hash.split_at(hash.len() / 2);
    hex::encode(half)
}

#[cfg(test)]
mod tests {
    use super::short_hash;

    #[test]
    fn hash_of_an_empty_content_is_half_of_the_published_one() {
        assert_eq!(short_hash(b""), "e3b0c44298fc1c149afbf4c8996fb924");
    }
}
