//! Secrets that only the proxies of a form know. They are derived from the form's API key, so that an operator has to
//! keep one secret only. A new API key changes all of them.

use ring::hkdf::{HKDF_SHA256, Salt};
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

/// The HKDF salt. It separates these secrets from others that may be derived from the same key elsewhere.
const SALT: &[u8] = b"customer-form secrets 1";

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

/// Derives a form's secret for one purpose, by HKDF (RFC 5869). Values that are signed with it reveal nothing about the
/// secrets of other forms and purposes, nor about the API key.
///
/// `purpose` separates the secrets that are derived from the same key. It ends in a slash and contains no other slash,
/// so that the info strings of two purposes or forms never coincide.
pub(crate) fn derive(api_key: &SecretString, purpose: &'static str, form: &str) -> hmac::Key {
    let secret = Salt::new(HKDF_SHA256, SALT).extract(api_key.expose_secret().as_bytes());
    let info = [purpose.as_bytes(), form.as_bytes()];
    match secret.expand(&info, hmac::HMAC_SHA256) {
        Ok(secret) => secret.into(),
        Err(_) => unreachable!("HKDF fails only for longer secrets"),
    }
}
