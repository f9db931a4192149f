//! How much one submission may carry.

use serde::{Deserialize, Serialize};

/// The most characters of a name, a phone number or a company: the length of Laravel's default string column.
pub const MAX_LINE_CHARS: u64 = 255;

/// The most characters of an e-mail address. RFC 5321, 4.5.3.1.3 allows a path of 256 octets, and two of them
/// are its angle brackets (RFC 3696, erratum 1690).
pub const MAX_EMAIL_CHARS: u64 = 254;

/// The most that one form's submission may carry; the proxy enforces it, and tells the form.
///
/// Missing members take their defaults.
///
/// ```
/// use customer_form_contract::Limits;
/// let limits: Limits = serde_json::from_str(r#"{"files": 5}"#).unwrap();
/// assert_eq!(limits, Limits { files: 5, ..Limits::default() });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of all values and files together, without multipart framing. Default 32 MiB.
    pub body_bytes: u64,
    /// Bytes of one file of a custom field. Default 10 MiB.
    pub file_bytes: u64,
    /// Bytes of the profile photo. Default 5 MiB.
    pub photo_bytes: u64,
    /// Pixels of the profile photo, width times height. Default 201,326,592 (16,384 by 12,288): what a phone's camera
    /// of 200 megapixels makes.
    pub photo_pixels: u64,
    /// UTF-8 bytes of a single-line custom field. Default 4 KiB.
    pub text_bytes: u64,
    /// UTF-8 bytes of a text area. Default 64 KiB.
    pub textarea_bytes: u64,
    /// Text parts of a submission. Default 1,000: PHP's `max_input_vars`, past which it drops data in silence.
    pub variables: u64,
    /// Files of a submission, the photo included. Default 20: PHP's `max_file_uploads`, likewise.
    pub files: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 32 << 20,
            file_bytes: 10 << 20,
            photo_bytes: 5 << 20,
            photo_pixels: 16_384 * 12_288,
            text_bytes: 4 << 10,
            textarea_bytes: 64 << 10,
            variables: 1_000,
            files: 20,
        }
    }
}
