//! Seals stored answers, so that they can be read only with the idempotency key.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::Okm;
use ring::rand::{SecureRandom, SystemRandom};

use crate::store::{Fingerprint, RecordId};

/// An answer is padded with spaces, which mean nothing in JSON, to a multiple of this size in bytes. Without padding,
/// its length would reveal the length of a name. Most answers have less than half of this size.
const BLOCK_BYTES: usize = 512;

/// Seals and opens the answer of one idempotency key.
pub(super) struct Seal(LessSafeKey);

impl Seal {
    /// The algorithm of the sealing key.
    pub(super) const ALGORITHM: &'static ring::aead::Algorithm = &CHACHA20_POLY1305;

    /// Seals an answer. `None`: the system provides no random bytes.
    pub(super) fn close(&self, id: RecordId, fingerprint: Fingerprint, json: &[u8]) -> Option<Vec<u8>> {
        let mut text = json.to_vec();
        text.resize(json.len().next_multiple_of(BLOCK_BYTES), b' ');
        // An idempotency key that is used again after a day seals another answer, so that the nonce must be new.
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).ok()?;
        let about = about(id, fingerprint);
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), about, &mut text).ok()?;
        Some([nonce.as_slice(), &text].concat())
    }

    /// Opens a sealed answer. `None`: it was sealed with another key or for another record, or it was changed.
    pub(super) fn open(&self, id: RecordId, fingerprint: Fingerprint, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let json = self.0.open_in_place(nonce, about(id, fingerprint), &mut text).ok()?;
        Some(json.trim_ascii_end().to_vec())
    }
}

impl From<Okm<'_, &'static ring::aead::Algorithm>> for Seal {
    fn from(okm: Okm<'_, &'static ring::aead::Algorithm>) -> Self {
        Self(LessSafeKey::new(UnboundKey::from(okm)))
    }
}

/// The associated data: a sealed answer can be opened only with its own record.
fn about(id: RecordId, fingerprint: Fingerprint) -> Aad<Vec<u8>> {
    Aad::from([id.0, fingerprint.0].concat())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::super::IdempotencyKey;
    use super::super::key::HEADER;
    use super::*;

    const ID: RecordId = RecordId([1; 32]);
    const FINGERPRINT: Fingerprint = Fingerprint([2; 32]);

    fn seal(key: &str) -> Seal {
        let headers = HeaderMap::from_iter([(HEADER, key.parse().unwrap())]);
        IdempotencyKey::of(&headers, "acme").unwrap().seal
    }

    #[test]
    fn seal_opens_only_with_its_key_record_and_fingerprint() {
        let sealed = seal("12345678").close(ID, FINGERPRINT, b"{\"a\": 1}").unwrap();
        let open = |key, id, fingerprint| seal(key).open(id, fingerprint, &sealed);
        assert_eq!(open("12345678", ID, FINGERPRINT).as_deref(), Some(&b"{\"a\": 1}"[..]));
        assert_eq!(open("12345679", ID, FINGERPRINT), None);
        assert_eq!(open("12345678", RecordId([3; 32]), FINGERPRINT), None);
        assert_eq!(open("12345678", ID, Fingerprint([3; 32])), None);
        assert_eq!(seal("12345678").open(ID, FINGERPRINT, &sealed[1..]), None);
        assert_eq!(seal("12345678").open(ID, FINGERPRINT, b""), None);
    }

    #[test]
    fn sealed_bytes_and_their_length_hide_the_content() {
        let close = |json: &[u8]| seal("12345678").close(ID, FINGERPRINT, json).unwrap();
        assert_eq!(close(b"{\"name\": \"Ada\"}").len(), close(b"{\"name\": \"Augusta Ada King\"}").len());
        assert_ne!(close(b"{}"), close(b"{}"));
    }
}
