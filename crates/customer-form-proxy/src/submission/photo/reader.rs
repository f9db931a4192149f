//! Reads a file from start to end, through the file's own buffer.

use std::io::{self, BufRead, ErrorKind};

/// Why the number of a file's pixels is not known.
#[derive(Debug)]
pub(super) enum Flaw {
    /// The file does not follow its format, or ends before the picture does.
    NotAPicture,
    /// The system cannot read the file.
    Unreadable(io::Error),
}

impl From<io::Error> for Flaw {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::UnexpectedEof { Self::NotAPicture } else { Self::Unreadable(error) }
    }
}

/// Returns [`Flaw::NotAPicture`] unless the condition holds.
pub(super) fn require(condition: bool) -> Result<(), Flaw> {
    if condition { Ok(()) } else { Err(Flaw::NotAPicture) }
}

/// A file that is read forwards only. Every method returns [`Flaw::NotAPicture`] if the file ends too early.
pub(super) struct Reader<'a>(&'a mut dyn BufRead);

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a mut dyn BufRead) -> Self {
        Self(file)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Flaw> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(super) fn array<const BYTES: usize>(&mut self) -> Result<[u8; BYTES], Flaw> {
        let mut bytes = [0; BYTES];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Passes the next `bytes` bytes to a function, in the pieces that the buffer holds.
    pub(super) fn pieces(
        &mut self,
        bytes: u64,
        mut take: impl FnMut(&[u8]) -> Result<(), Flaw>,
    ) -> Result<(), Flaw> {
        let mut left = bytes;
        while left > 0 {
            let buffered = self.0.fill_buf()?;
            let length = buffered.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let piece = buffered.get(..length).unwrap_or_default();
            require(!piece.is_empty())?;
            take(piece)?;
            self.0.consume(length);
            left -= length as u64;
        }
        Ok(())
    }

    pub(super) fn skip(&mut self, bytes: u64) -> Result<(), Flaw> {
        self.pieces(bytes, |_| Ok(()))
    }

    /// Moves past the next byte with this value.
    pub(super) fn skip_past(&mut self, value: u8) -> Result<(), Flaw> {
        loop {
            let buffered = self.0.fill_buf()?;
            require(!buffered.is_empty())?;
            match buffered.iter().position(|byte| *byte == value) {
                Some(place) => {
                    self.0.consume(place + 1);
                    return Ok(());
                }
                None => {
                    let length = buffered.len();
                    self.0.consume(length);
                }
            }
        }
    }
}
