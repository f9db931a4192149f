//! The digest of a submission's content. It tells whether two submissions have the same content.

use customer_form_contract::{CustomPart, FieldPath};
use ring::digest::{Context, SHA256};
use ring::hmac;

use crate::spool::Received;
use crate::store::Fingerprint;

/// The parts of a body, each as its name and the hash of its content. It does not depend on the current form
/// configuration.
///
/// Parts that the visitor did not fill in are left out, since they may change while the content stays the same: empty
/// parts, and values that the browser copies from the form configuration.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct ContentDigest {
    parts: Vec<(String, [u8; 32])>,
}

impl ContentDigest {
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        let sent_along = matches!(
            FieldPath::from_bracket(name),
            Some(FieldPath::Custom(_, CustomPart::Key | CustomPart::Formats))
        );
        if !text.is_empty() && !sent_along {
            self.add(name, b"text", &[text.as_bytes()]);
        }
    }

    pub(crate) fn file(&mut self, name: &str, file_name: &str, received: &Received) {
        // A browser sends a file input that was left empty with an empty name and no bytes. It is left out.
        if !file_name.is_empty() || received.bytes > 0 {
            let size = received.bytes.to_be_bytes();
            self.add(name, b"file", &[file_name.as_bytes(), &size, &received.sha256]);
        }
    }

    /// The fingerprint of the content. The order of the fields does not matter, but the order of several files in one
    /// field does. Without `key` it is not possible to guess contents and compare their fingerprints.
    pub(super) fn fingerprint(mut self, key: &hmac::Key) -> Fingerprint {
        // The sort is stable, so that the files of a field keep their order.
        self.parts.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut hash = hmac::Context::with_key(key);
        for (name, content) in &self.parts {
            hash.update(&length(name.as_bytes()));
            hash.update(name.as_bytes());
            hash.update(content);
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(hash.sign().as_ref());
        Fingerprint(fingerprint)
    }

    fn add(&mut self, name: &str, kind: &[u8], content: &[&[u8]]) {
        let mut hash = Context::new(&SHA256);
        for piece in std::iter::once(&kind).chain(content) {
            hash.update(&length(piece));
            hash.update(piece);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(hash.finish().as_ref());
        self.parts.push((name.to_owned(), digest));
    }
}

/// Written before each piece, so that different contents never give the same bytes.
fn length(piece: &[u8]) -> [u8; 8] {
    (piece.len() as u64).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(fill: impl FnOnce(&mut ContentDigest)) -> Fingerprint {
        let mut content = ContentDigest::default();
        fill(&mut content);
        content.fingerprint(&hmac::Key::new(hmac::HMAC_SHA256, b"key"))
    }

    fn file(byte: u8) -> Received {
        Received { bytes: 1, head: Vec::new(), file: None, sha256: [byte; 32] }
    }

    #[test]
    fn fingerprint_depends_on_the_order_of_files_not_fields() {
        let one = fingerprint(|content| {
            content.text("email", "a@b.example");
            content.text("name", "Ada");
            content.file("custom_fields[55][file_upload][files][]", "a.pdf", &file(1));
            content.file("custom_fields[55][file_upload][files][]", "b.pdf", &file(2));
        });
        let other = fingerprint(|content| {
            content.file("custom_fields[55][file_upload][files][]", "a.pdf", &file(1));
            content.file("custom_fields[55][file_upload][files][]", "b.pdf", &file(2));
            content.text("name", "Ada");
            content.text("email", "a@b.example");
        });
        let turned = fingerprint(|content| {
            content.text("email", "a@b.example");
            content.text("name", "Ada");
            content.file("custom_fields[55][file_upload][files][]", "b.pdf", &file(2));
            content.file("custom_fields[55][file_upload][files][]", "a.pdf", &file(1));
        });
        assert_eq!(one, other);
        assert_ne!(one, turned);
    }

    #[test]
    fn fingerprint_depends_on_every_filled_in_value() {
        let base = fingerprint(|content| content.text("name", "Ada"));
        let text = |name: &str, value: &str| fingerprint(|content| content.text(name, value));
        let upload = |name: &str, byte| fingerprint(|content| content.file("name", name, &file(byte)));
        let all = [
            base,
            text("name", "ada"),
            text("nam", "eAda"),
            upload("Ada", 1),
            upload("Ada", 2),
            upload("a", 1),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one), "{index}");
        }
        let other_key = hmac::Key::new(hmac::HMAC_SHA256, b"other");
        let mut content = ContentDigest::default();
        content.text("name", "Ada");
        assert_ne!(content.fingerprint(&other_key), base);
    }

    #[test]
    fn fingerprint_ignores_parts_the_visitor_did_not_fill_in() {
        let base = fingerprint(|content| content.text("custom_fields[52][value]", "Engines"));
        let more = fingerprint(|content| {
            content.text("custom_fields[52][key]", "department");
            content.text("custom_fields[52][value]", "Engines");
            content.text("custom_fields[55][file_upload][formats][]", "PDF");
            content.text("custom_fields[54][value]", "");
            let nothing = Received { bytes: 0, head: Vec::new(), file: None, sha256: [9; 32] };
            content.file("profile_photo_path", "", &nothing);
        });
        assert_eq!(base, more);
    }
}
