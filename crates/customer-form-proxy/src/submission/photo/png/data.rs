//! Decompresses the pixels of a PNG and drops them.

use flate2::{Decompress, FlushDecompress, Status};

use super::super::reader::{Flaw, require};

/// The size in bytes of the stream's head, before the compressed bytes.
const STREAM_HEAD_BYTES: usize = 2;

/// The size in bytes of the buffer for decompressed pixels. Each piece overwrites the one before.
const BUFFER_BYTES: usize = 32 << 10;

/// The compressed data of all IDAT chunks, which is one stream (section 10). The stream's checksum is not checked: each
/// chunk has a checksum of its own, and not all decoders check the one of the stream.
pub(super) struct Data {
    /// The stream's head, before the compressed bytes.
    head: Vec<u8>,
    stream: Decompress,
    buffer: Vec<u8>,
    /// The number of bytes that the header requires and that have not been decompressed yet.
    missing_bytes: u64,
}

impl Data {
    pub(super) fn new(bytes: u64) -> Self {
        let stream = Decompress::new(false);
        Self { head: Vec::new(), stream, buffer: vec![0; BUFFER_BYTES], missing_bytes: bytes }
    }

    /// Whether as many bytes were decompressed as the header requires.
    pub(super) fn is_whole(&self) -> bool {
        self.missing_bytes == 0
    }

    /// Decompresses the next piece of the stream. A flaw: the piece is not compressed data, or the stream ends too
    /// early.
    pub(super) fn inflate(&mut self, mut piece: &[u8]) -> Result<(), Flaw> {
        while self.head.len() < STREAM_HEAD_BYTES {
            let Some((byte, rest)) = piece.split_first() else { return Ok(()) };
            self.head.push(*byte);
            piece = rest;
        }
        require(is_stream_head(&self.head))?;
        while self.missing_bytes > 0 {
            let room = self.buffer.len().min(usize::try_from(self.missing_bytes).unwrap_or(usize::MAX));
            let room = self.buffer.get_mut(..room).unwrap_or_default();
            let before = (self.stream.total_in(), self.stream.total_out());
            let status = self.stream.decompress(piece, room, FlushDecompress::None);
            let status = status.map_err(|_| Flaw::NotAPicture)?;
            let (read, written) = (self.stream.total_in() - before.0, self.stream.total_out() - before.1);
            self.missing_bytes = self.missing_bytes.saturating_sub(written);
            piece = piece.get(usize::try_from(read).unwrap_or(usize::MAX)..).unwrap_or_default();
            if status == Status::StreamEnd {
                return require(self.missing_bytes == 0);
            }
            if (read, written) == (0, 0) {
                return require(piece.is_empty());
            }
        }
        Ok(())
    }
}

/// Whether the stream's head announces deflate with a window of at most 32 KB and without a dictionary (RFC 1950, 2.2).
fn is_stream_head(head: &[u8]) -> bool {
    let &[method, flags] = head else { return false };
    let is_deflate = method & 0x0F == 8 && method >> 4 <= 7;
    is_deflate && flags & 0x20 == 0 && u16::from_be_bytes([method, flags]).is_multiple_of(31)
}
