//! Compresses files that are known only at runtime: small documents, once each.

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Compresses with Brotli at a quality of 0 to 11. `None`: the result is not smaller.
pub(super) fn brotli(bytes: &[u8], quality: i32) -> Option<Bytes> {
    let settings = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    let written = brotli::BrotliCompress(&mut &*bytes, &mut compressed, &settings).map(drop);
    smaller(written.map(|()| compressed), bytes)
}

/// Compresses with gzip at a level of 0 to 9. `None`: the result is not smaller.
pub(super) fn gzip(bytes: &[u8], level: u32) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    smaller(written, bytes)
}

/// The compressed bytes, if they are fewer. Writing to memory does not fail; if it did, the bytes would be sent
/// uncompressed.
fn smaller(compressed: io::Result<Vec<u8>>, bytes: &[u8]) -> Option<Bytes> {
    compressed.ok().filter(|compressed| compressed.len() < bytes.len()).map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn brotli_and_gzip_decompress_to_the_same_bytes() {
        let bytes = "<p>the same words, ".repeat(50).into_bytes();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&bytes, 11).unwrap(), &mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*gzip(&bytes, 9).unwrap()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
    }

    #[test]
    fn bytes_that_do_not_shrink_are_not_compressed() {
        assert_eq!((brotli(b"a", 11), gzip(b"a", 9)), (None, None));
    }
}
