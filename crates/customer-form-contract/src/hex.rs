//! Bytes in hexadecimal digits (feature `proof`).

/// Two lower-case digits for each byte.
///
/// ```
/// assert_eq!(customer_form_contract::hex::encode(&[0x00, 0x0F, 0xFF]), "000fff");
/// ```
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of a text of exactly `2 * N` digits, in upper or lower case; `None` for any other text.
///
/// ```
/// use customer_form_contract::hex::decode;
/// assert_eq!(decode("00fF"), Some([0x00, 0xFF]));
/// assert_eq!(decode::<2>("00f"), None);
/// ```
#[must_use]
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let mut halves = pair.iter().map(|digit| char::from(*digit).to_digit(16));
        // Two hexadecimal digits are at most 255, so the cast loses nothing.
        *byte = (halves.next()?? * 16 + halves.next()??) as u8;
    }
    Some(bytes)
}
