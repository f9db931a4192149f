//! An email address as it is sent.

use web_sys::Url;

/// The address with its domain in ASCII (IDNA's `ToASCII`, as URL's host parser has it; URL, 3.5), which is how
/// Chromium's `<input type=email>` has it already and mail is delivered. What cannot be brought into that form stays as
/// it is, and is found wrong.
pub(super) fn on_the_wire(address: String) -> String {
    // By bytes, and without a panic: searching for a character takes more code, and so does a panic about one.
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
