//! The form in which an email address is sent.

use web_sys::Url;

/// Returns the address with its domain in ASCII, as mail is delivered (IDNA's `ToASCII`, as in the URL standard's host
/// parser; URL, 3.5). Chromium's `<input type=email>` already converts the domain. An address that cannot be converted
/// is returned unchanged, and the validator rejects it.
pub(super) fn on_the_wire(address: String) -> String {
    // Searches bytes and uses a split that cannot panic: searching for a character and a possible panic add more code.
    let at = address.bytes().rposition(|byte| byte == b'@');
    let Some((local, domain)) = at.and_then(|at| address.split_at_checked(at + 1)) else { return address };
    // In a URL, other ASCII characters would end the host or be decoded.
    let is_host = |byte: u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if domain.is_ascii() || !domain.bytes().all(is_host) {
        return address;
    }
    match Url::new(&["http://", domain].concat()) {
        Ok(url) => [local, &url.hostname()].concat(),
        Err(_) => address,
    }
}
