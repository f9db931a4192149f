//! Random request ids and idempotency keys.

use customer_form_contract::hex;

/// Returns a new idempotency key, as a quoted string as the header's draft requires
/// (draft-ietf-httpapi-idempotency-key-header, section 2.1).
pub(super) fn new_key() -> String {
    ["\"", &new_id(), "\""].concat()
}

/// Returns 128 random bits in hexadecimal. Not with `crypto.randomUUID`, which exists only in secure contexts: during
/// development a form may run without HTTPS.
pub(super) fn new_id() -> String {
    let mut bytes = [0_u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    let filled = crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    debug_assert!(filled.is_some(), "every window has a source of random numbers");
    hex::encode(&bytes)
}
