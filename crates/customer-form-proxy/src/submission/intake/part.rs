//! Reads one part: its head, and its content within limits.

use customer_form_contract::text::from_multipart;
use http::header::CONTENT_DISPOSITION;
use multer::Field;

use super::IntakeError;
use super::disposition::Disposition;
use crate::spool::{Received, Spool};

/// The largest size of a part's headers, in bytes. A browser sends two headers, with a field's name and a file's name.
pub(super) const MAX_HEAD_BYTES: usize = 8 << 10;

/// The part's disposition. `None`: the disposition is unusable, or the headers are too large. Of two dispositions the
/// parser keeps the last one. That is safe, since no part header is passed on to the CRM.
pub(super) fn head<'a>(field: &'a Field<'_>) -> Option<Disposition<'a>> {
    let headers = field.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > MAX_HEAD_BYTES {
        return None;
    }
    Disposition::parse(headers.get(CONTENT_DISPOSITION)?.as_bytes())
}

/// A text as the visitor typed it, of at most `max_bytes` bytes. A browser sends each line break as two bytes (CR LF),
/// so up to twice as many bytes are read.
pub(super) async fn text(field: &mut Field<'_>, max_bytes: u64, index: u64) -> Result<String, IntakeError> {
    let too_large = || IntakeError::TextTooLarge { index, max_bytes };
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        if (bytes.len() + chunk.len()) as u64 > 2 * max_bytes {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(bytes).map_err(|_| IntakeError::NotUtf8 { index })?;
    let text = from_multipart(text);
    if text.len() as u64 > max_bytes { Err(too_large()) } else { Ok(text) }
}

/// Writes a file's bytes into the spool.
pub(super) async fn file(field: &mut Field<'_>, mut spool: Spool) -> Result<Received, IntakeError> {
    while let Some(chunk) = field.chunk().await? {
        spool.write(&chunk).await.map_err(IntakeError::Spool)?;
    }
    spool.finish().await.map_err(IntakeError::Spool)
}
