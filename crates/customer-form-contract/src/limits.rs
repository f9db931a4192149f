//! The largest sizes and counts that a submission may have.

use serde::{Deserialize, Serialize};

/// The largest number of characters of a name, a phone number or a company name: the length of Laravel's default string
/// column.
pub const MAX_LINE_CHARS: u64 = 255;

/// The largest number of characters of an e-mail address. RFC 5321, 4.5.3.1.3 allows a path of 256 octets, and two of
/// them are the angle brackets (RFC 3696, erratum 1690).
pub const MAX_EMAIL_CHARS: u64 = 254;

/// The largest sizes and counts that one submission of a form may have. The proxy enforces the limits and sends them to
/// the form as a part of the form configuration.
///
/// A member that is missing in the JSON has its default.
///
/// ```
/// use customer_form_contract::Limits;
/// let limits: Limits = serde_json::from_str(r#"{"files": 5}"#).unwrap();
/// assert_eq!(limits, Limits { files: 5, ..Limits::default() });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The size of all values and files together, in bytes, without multipart framing. Default: 32 MiB.
    pub body_bytes: u64,
    /// The size of one file of a custom field, in bytes. Default: 10 MiB.
    pub file_bytes: u64,
    /// The size of the profile photo, in bytes. Default: 5 MiB.
    pub photo_bytes: u64,
    /// The number of pixels of the profile photo, width times height. Default: 201,326,592 (16,384 by 12,288), the size
    /// of a photo from a phone camera with 200 megapixels.
    pub photo_pixels: u64,
    /// The size of a single-line custom field, in UTF-8 bytes. Default: 4 KiB.
    pub text_bytes: u64,
    /// The size of a text area, in UTF-8 bytes. Default: 64 KiB.
    pub textarea_bytes: u64,
    /// The number of text parts of a submission. Default: 1,000, which is PHP's `max_input_vars`. PHP drops further
    /// parts without an error.
    pub variables: u64,
    /// The number of files of a submission, with the photo. Default: 20, which is PHP's `max_file_uploads`. PHP drops
    /// further files without an error.
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
