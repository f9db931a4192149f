//! One part: its head, and its content within bounds.

use customer_form_contract::text::from_multipart;
use http::header::CONTENT_DISPOSITION;
use multer::Field;

use super::IntakeError;
use super::disposition::Disposition;
use crate::spool::{Received, Spool};

/// The most bytes of a part's headers. A browser sends two, with a name of ours and a file's name.
pub(super) const MAX_HEAD_BYTES: usize = 8 << 10;

/// `None`: no disposition that can be used, or too many headers. Of two dispositions the parser keeps the last; nobody
/// behind us reads the other one, since none goes further.
pub(super) fn head<'a>(field: &'a Field<'_>) -> Option<Disposition<'a>> {
    let headers = field.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > MAX_HEAD_BYTES {
        return None;
    }
    Disposition::parse(headers.get(CONTENT_DISPOSITION)?.as_bytes())
}

/// A text as it was typed, of at most `max_bytes`. A browser writes each of its line ends as two bytes, so that twice as
/// many may come.
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

/// A file's bytes, into the spool.
pub(super) async fn file(field: &mut Field<'_>, mut spool: Spool) -> Result<Received, IntakeError> {
    while let Some(chunk) = field.chunk().await? {
        spool.write(&chunk).await.map_err(IntakeError::Spool)?;
    }
    spool.finish().await.map_err(IntakeError::Spool)
}
