//! Splits a body into pieces as a network does, and perhaps breaks it off.

use std::io;

use bytes::Bytes;

/// The largest number of pieces. More pieces find no further errors and take more time.
const MAX_PIECES: usize = 256;

/// How a body arrives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunking {
    piece_bytes: usize,
    breaks_off: bool,
}

impl Chunking {
    /// The lower seven bits plus one are the size of a piece in bytes. If the highest bit is set, the connection breaks
    /// at the end.
    pub(super) fn of(choice: u8) -> Self {
        Self { piece_bytes: usize::from(choice & 0x7F) + 1, breaks_off: choice & 0x80 != 0 }
    }

    /// The same choice, with the whole body in a single piece.
    pub(super) fn at_once(self) -> Self {
        Self { piece_bytes: usize::MAX, ..self }
    }

    pub(super) fn cut(self, body: &[u8]) -> Vec<io::Result<Bytes>> {
        let piece_bytes = self.piece_bytes.max(body.len().div_ceil(MAX_PIECES));
        let pieces = body.chunks(piece_bytes).map(|piece| Ok(Bytes::copy_from_slice(piece)));
        let end = self.breaks_off.then(|| Err(io::ErrorKind::ConnectionReset.into()));
        pieces.chain(end).collect()
    }
}
