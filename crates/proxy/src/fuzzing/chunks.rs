//! A body as the network brings it: in pieces, and perhaps not to its end.

use std::io;

use bytes::Bytes;

/// More pieces say nothing new, and take their time.
const MAX_PIECES: usize = 256;

/// How a body comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunking {
    piece_bytes: usize,
    breaks_off: bool,
}

impl Chunking {
    /// The lower seven bits and one are the bytes of a piece; the highest bit is a connection that breaks off.
    pub(super) fn of(choice: u8) -> Self {
        Self { piece_bytes: usize::from(choice & 0x7F) + 1, breaks_off: choice & 0x80 != 0 }
    }

    /// The same in one piece.
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
