//! Mistakes in a submission that the form itself never makes. The messages contain no name and no value that a visitor
//! sent. Parts are counted from 0.

use std::io;

use thiserror::Error;

use super::BodyError;

/// A submission that cannot be read.
#[derive(Debug, Error)]
pub(crate) enum IntakeError {
    #[error("the Content-Type is not multipart/form-data")]
    NotMultipart,
    #[error("the Content-Type has no usable boundary")]
    NoBoundary,
    #[error("the Transfer-Encoding is not exactly chunked")]
    TransferCoding,
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error("the multipart framing is invalid or ends early")]
    Framing,
    #[error("there are more parts than the limits on texts and files allow")]
    TooManyParts,
    #[error("part {index} has an invalid head")]
    PartHead { index: u64 },
    #[error("part {index} has a name that this form does not have")]
    UnknownPart { index: u64 },
    #[error("part {index} repeats an earlier part")]
    Repeated { index: u64 },
    #[error("part {index} is a text in the place of a file")]
    NotAFile { index: u64 },
    #[error("part {index} is a file in the place of a text")]
    NotAText { index: u64 },
    #[error("part {index} is a text after a file")]
    TextAfterFiles { index: u64 },
    #[error("part {index} is not UTF-8")]
    NotUtf8 { index: u64 },
    #[error("part {index} is a permission with a value other than 1")]
    NotGranted { index: u64 },
    #[error("part {index} is a text of more than {max_bytes} bytes")]
    TextTooLarge { index: u64, max_bytes: u64 },
    #[error("the honeypot is filled in")]
    Honeypot,
    #[error("a temporary file cannot be used: {0}")]
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
