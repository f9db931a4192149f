//! Reads a request body as PHP does to fill `$_POST` and `$_FILES`.

use std::path::{Path, PathBuf};

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use multer::{Field, Multipart};

use super::array::PhpArray;
use super::bracket::{self, InvalidName};
use super::disposition;
use super::limits::PhpLimits;
use super::upload::{Spool, SpooledFile, Upload, UploadError};
use crate::request_log::RecordedPart;

/// The texts and files that PHP passes to the application.
#[derive(Debug, Default)]
pub(crate) struct PhpForm {
    pub(crate) texts: PhpArray<String>,
    pub(crate) files: PhpArray<Upload>,
}

/// The reason why a body gives no form.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FormError {
    #[error("the body is larger than post_max_size")]
    BodyTooLarge,
    /// PHP would accept these bytes; the database of the CRM refuses them.
    #[error("a value or a file name is not UTF-8")]
    NotUtf8,
    #[error("the body is not complete")]
    Interrupted,
    #[error("cannot write an upload: {0}")]
    Spool(#[from] std::io::Error),
}

/// The settings for reading a body, and a callback for its parts.
pub(crate) struct FormReader<'a> {
    pub(crate) limits: &'a PhpLimits,
    /// The directory for uploaded files while they arrive.
    pub(crate) spool_dir: &'a Path,
    /// Called for every part when it begins, whether or not PHP keeps the part.
    pub(crate) on_part: &'a (dyn Fn(RecordedPart) + Send + Sync),
}

impl FormReader<'_> {
    /// Reads a body to its end. Any type except `multipart/form-data` with a boundary gives an empty form.
    pub(crate) async fn read<S, E>(&self, headers: &HeaderMap, body: S) -> Result<PhpForm, FormError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let announced = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok()).unwrap_or(0);
        let mut received: u64 = 0;
        let mut body = body.inspect(|chunk| {
            received = received.saturating_add(chunk.as_ref().map_or(0, |bytes| bytes.len() as u64));
        });

        let boundary = header(CONTENT_TYPE).and_then(|value| multer::parse_boundary(value).ok());
        let form = match boundary {
            _ if announced > self.limits.post_max_bytes => Err(FormError::BodyTooLarge),
            Some(boundary) => self.parts(Multipart::new(&mut body, boundary)).await,
            None => Ok(PhpForm::default()),
        };
        // PHP also reads the rest that it does not need: a client that is still sending would not see the answer.
        while let Some(chunk) = body.next().await {
            chunk.map_err(|_| FormError::Interrupted)?;
        }
        drop(body);
        if received > self.limits.post_max_bytes {
            return Err(FormError::BodyTooLarge);
        }
        form
    }

    async fn parts(&self, mut multipart: Multipart<'_>) -> Result<PhpForm, FormError> {
        let mut form = PhpForm::default();
        let mut variables = 0;
        let mut uploads = 0;
        let mut unnamed_files = 0;
        for _ in 0..self.limits.max_parts() {
            let field = match multipart.next_field().await {
                Ok(Some(field)) => field,
                Err(multer::Error::StreamReadFailed(_)) => return Err(FormError::Interrupted),
                // If the body turns out to be malformed or cut short, PHP keeps the parts that it has read before.
                Ok(None) | Err(_) => break,
            };
            let Some(part) = Part::of(&field) else { continue };
            (self.on_part)(part.recorded());

            match (part.name, part.filename) {
                (Some(name), None) => {
                    let value = text(field).await?;
                    variables += 1;
                    if variables <= self.limits.max_input_vars {
                        register(&mut form.texts, &name, || String::from_utf8(value))?;
                    }
                }
                (name, Some(filename)) => {
                    if uploads >= self.limits.max_file_uploads {
                        continue;
                    }
                    // PHP numbers the files that have no name.
                    let name = name.unwrap_or_else(|| {
                        unnamed_files += 1;
                        (unnamed_files - 1).to_string()
                    });
                    if !bracket::is_fit_for_a_file(&name) {
                        continue;
                    }
                    let content = if filename.is_empty() {
                        Err(UploadError::NoFile)
                    } else {
                        uploads += 1;
                        self.spool(field).await?
                    };
                    let media_type = part.media_type.unwrap_or_default();
                    let base_name = disposition::base_name(&filename).to_vec();
                    register(&mut form.files, &name, || {
                        Ok(Upload { name: String::from_utf8(base_name)?, media_type, content })
                    })?;
                }
                // PHP reports "File Upload Mime headers garbled" and stops reading.
                (None, None) => break,
            }
        }
        Ok(form)
    }

    /// Writes the content of a file to disk. The outer error is an error of the sandbox, the inner error is PHP's.
    async fn spool(&self, mut field: Field<'_>) -> Result<Result<SpooledFile, UploadError>, FormError> {
        let mut spool = Spool::create(PathBuf::from(self.spool_dir)).await?;
        loop {
            match field.chunk().await {
                Ok(Some(chunk)) => {
                    if spool.size() + chunk.len() as u64 > self.limits.upload_max_bytes {
                        return Ok(Err(UploadError::IniSize));
                    }
                    spool.write(&chunk).await?;
                }
                Ok(None) => return Ok(Ok(spool.finish().await?)),
                Err(multer::Error::StreamReadFailed(_)) => return Err(FormError::Interrupted),
                Err(_) => return Ok(Err(UploadError::Partial)),
            }
        }
    }
}

/// The data from the headers of a part.
struct Part {
    name: Option<String>,
    filename: Option<Vec<u8>>,
    media_type: Option<String>,
}

impl Part {
    /// `None` for a part without `Content-Disposition`, which PHP skips.
    fn of(field: &Field<'_>) -> Option<Self> {
        let header = field.headers().get("content-disposition")?;
        let disposition = disposition::parse(header.as_bytes());
        let media_type = field.headers().get("content-type").map(|value| {
            let value = String::from_utf8_lossy(value.as_bytes());
            value.split(';').next().unwrap_or_default().to_owned()
        });
        Some(Self {
            name: disposition.name.map(|name| String::from_utf8_lossy(&name).into_owned()),
            filename: disposition.filename,
            media_type,
        })
    }

    fn recorded(&self) -> RecordedPart {
        RecordedPart {
            name: self.name.clone().unwrap_or_default(),
            filename: self.filename.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
            content_type: self.media_type.clone(),
        }
    }
}

/// Reads a text part. If the body ends inside the part, the result is the text that arrived.
async fn text(mut field: Field<'_>) -> Result<Vec<u8>, FormError> {
    let mut value = Vec::new();
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => value.extend_from_slice(&chunk),
            Err(multer::Error::StreamReadFailed(_)) => return Err(FormError::Interrupted),
            Ok(None) | Err(_) => return Ok(value),
        }
    }
}

fn register<T>(
    array: &mut PhpArray<T>,
    name: &str,
    value: impl FnOnce() -> Result<T, std::string::FromUtf8Error>,
) -> Result<(), FormError> {
    match bracket::parse(name) {
        Ok(name) => array.register(name, value().map_err(|_| FormError::NotUtf8)?),
        Err(InvalidName::TooDeep { first }) => array.remove(&first),
        Err(InvalidName::Empty) => {}
    }
    Ok(())
}
