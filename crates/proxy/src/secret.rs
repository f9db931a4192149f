//! What all proxies of a form know and nobody else: secrets that are derived from the form's API key, so that an
//! operator has one secret to keep. With a new API key they are all new.

use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

/// What is signed with a secret, as it stands in a store: of it nobody can tell what was signed.
pub(crate) fn tag(secret: &hmac::Key, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(secret);
    for part in parts {
        context.update(part);
    }
    let mut tag = [0; 32];
    tag.copy_from_slice(context.sign().as_ref());
    tag
}

/// A form's secret for one purpose. Of what is signed with it, no other form's and no other purpose's can be told, nor
/// the API key.
///
/// What HKDF's second step does (RFC 5869, 2.3) for a key of this length. `purpose` keeps apart what is derived from
/// the same key; it ends in a slash, which no purpose has in it.
pub(crate) fn derive(api_key: &SecretString, purpose: &'static str, form: &str) -> hmac::Key {
    let key = hmac::Key::new(hmac::HMAC_SHA256, api_key.expose_secret().as_bytes());
    let secret = hmac::sign(&key, &[purpose.as_bytes(), form.as_bytes()].concat());
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref())
}
