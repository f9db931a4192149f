//! Secrets that only the proxies of a form know. They are derived from the form's API key, so that an operator has to
//! keep one secret only. A new API key changes all of them.

use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

/// An HMAC of `parts`, for use as an id in a store. It does not reveal the parts.
pub(crate) fn tag(secret: &hmac::Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(secret);
    for part in parts {
        context.update(part);
    }
    let mut tag = [0; 32];
    tag.copy_from_slice(context.sign().as_ref());
    tag
}

/// Derives a form's secret for one purpose. Values that are signed with it reveal nothing about the secrets of other
/// forms and purposes, nor about the API key.
///
/// It is HKDF's second step (RFC 5869, 2.3) for a key of this length. `purpose` separates the secrets that are derived
/// from the same key. It ends in a slash and contains no other slash.
pub(crate) fn derive(api_key: &SecretString, purpose: &'static str, form: &str) -> hmac::Key {
    let key = hmac::Key::new(hmac::HMAC_SHA256, api_key.expose_secret().as_bytes());
    let secret = hmac::sign(&key, &[purpose.as_bytes(), form.as_bytes()].concat());
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref())
}
