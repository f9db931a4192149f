//! Mistakes in a submission that the form itself never makes. The messages contain no name and no value that a visitor
//! sent. Parts are counted from 0.

use std::io;

use thiserror::Error;

use super::BodyError;
use crate::count::count;

/// A submission that cannot be read.
#[derive(Debug, Error)]
pub(crate) enum IntakeError {
    #[error("the Content-Type is not multipart/form-data")]
    NotMultipart,
    #[error("the Content-Type has no valid boundary")]
    NoBoundary,
    #[error("the Transfer-Encoding is not \"chunked\"")]
    TransferCoding,
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error("the multipart body is not valid or not complete")]
    Framing,
    #[error("the body has more parts than `limits.variables` and `limits.files` allow")]
    TooManyParts,
    #[error("the headers of part {index} are not valid")]
    PartHead { index: u64 },
    #[error("part {index} has a name that the form configuration does not contain")]
    UnknownPart { index: u64 },
    #[error("part {index} has the same name as an earlier part")]
    Repeated { index: u64 },
    #[error("part {index} is a text, but the field takes a file")]
    NotAFile { index: u64 },
    #[error("part {index} is a file, but the field takes a text")]
    NotAText { index: u64 },
    #[error("part {index} is a text after a file; all texts must come before the files")]
    TextAfterFiles { index: u64 },
    #[error("part {index} is not valid UTF-8")]
    NotUtf8 { index: u64 },
    #[error("part {index} is a permission with a value other than 1")]
    NotGranted { index: u64 },
    #[error("part {index} is a text of more than {}", count(*max_bytes, "byte"))]
    TextTooLarge { index: u64, max_bytes: u64 },
    #[error("the honeypot field is not empty")]
    Honeypot,
    #[error("cannot write or read a temporary file: {0}")]
    Spool(#[source] io::Error),
}

impl From<multer::Error> for IntakeError {
    /// The parser's own messages contain the part's name, which the visitor chose. They are dropped.
    fn from(error: multer::Error) -> Self {
        match error {
            multer::Error::StreamReadFailed(cause) => match cause.downcast::<BodyError>() {
                Ok(cause) => Self::Body(*cause),
                Err(_) => Self::Framing,
            },
            _ => Self::Framing,
        }
    }
}
