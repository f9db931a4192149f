//! The compressed pixels of a PNG, decompressed and thrown away.

use flate2::{Decompress, FlushDecompress, Status};

use super::super::reader::{Flaw, require};

/// What stands before the compressed bytes.
const STREAM_HEAD_BYTES: usize = 2;

/// Decompressed pixels lie here until the next ones do.
const BUFFER_BYTES: usize = 32 << 10;

/// The compressed data of all IDAT chunks, one stream (section 10). Its checksum is not looked at: each chunk has one of
/// its own, and decoders differ in whether they look at this one.
pub(super) struct Data {
    /// The stream's first bytes, before the compressed ones.
    head: Vec<u8>,
    stream: Decompress,
    buffer: Vec<u8>,
    /// The header asks for so many more.
    missing_bytes: u64,
}

impl Data {
    pub(super) fn new(bytes: u64) -> Self {
        let stream = Decompress::new(false);
        Self { head: Vec::new(), stream, buffer: vec![0; BUFFER_BYTES], missing_bytes: bytes }
    }

    /// Whether there are as many bytes as the header asks for.
    pub(super) fn is_whole(&self) -> bool {
        self.missing_bytes == 0
    }

    /// Reads on in the stream. A flaw is what is not compressed, or too little.
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

/// Whether the compressed data is deflate's, in a window of at most 32 KB and without a dictionary (RFC 1950, 2.2).
fn is_stream_head(head: &[u8]) -> bool {
    let &[method, flags] = head else { return false };
    let is_deflate = method & 0x0F == 8 && method >> 4 <= 7;
    is_deflate && flags & 0x20 == 0 && u16::from_be_bytes([method, flags]).is_multiple_of(31)
}
