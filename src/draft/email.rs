//! An email address as it is sent.

use web_sys::Url;

/// The address with its domain in ASCII (IDNA's `ToASCII`, as URL's host parser has it; URL, 3.5), which is how
/// Chromium's `<input type=email>` has it already and mail is delivered. What cannot be brought into that form stays as
/// it is, and is found wrong.
pub(super) fn on_the_wire(address: String) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address };
    // In a URL, other ASCII characters would end the host or be decoded.
    let is_host = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if domain.is_ascii() || !domain.chars().all(is_host) {
        return address;
    }
    match Url::new(&["http://", domain].concat()) {
        Ok(url) => [local, "@", &url.hostname()].concat(),
        Err(_) => address,
    }
}
