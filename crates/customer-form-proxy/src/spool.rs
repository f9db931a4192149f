//! Holds an uploaded file until it is sent: in memory while it is small, and otherwise in a temporary file without a
//! name, so that nothing is left on the disk even after a crash.

mod disk;
mod trial;

use std::io;

use bytes::Bytes;
use ring::digest::{Context, SHA256};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

pub(crate) use disk::{DiskFile, bytes_on_disk};
pub use trial::SpoolError;
pub(crate) use trial::try_out;

/// The largest file in bytes that stays in memory: large enough for a page of a letter, too small for a photo. Fifty
/// visitors with twenty such files each hold 64 MiB.
const MEMORY_BYTES: usize = 64 << 10;

/// The number of bytes from a file's start that stay in memory, so that the file's format can be told from them.
pub(crate) const HEAD_BYTES: usize = 1_024 + 5;

/// A file that is being received.
pub(crate) struct Spool {
    kept: SpoolBuffer,
    /// A file larger than this is not kept, only counted: the file is refused anyway, and the error tells its size.
    max_bytes: u64,
    bytes: u64,
    head: Vec<u8>,
    hash: Context,
}

/// A file that was received completely.
#[derive(Debug)]
pub(crate) struct SpooledFile {
    pub(crate) bytes: u64,
    pub(crate) content: FileBytes,
}

/// The content of a file.
#[derive(Debug)]
pub(crate) enum FileBytes {
    Memory(Bytes),
    /// A temporary file, at its start, ready to be read once.
    Disk(DiskFile),
}

enum SpoolBuffer {
    Memory(Vec<u8>),
    Disk(DiskFile),
    Nothing,
}

/// The result of receiving a file.
pub(crate) struct Received {
    /// The file's size in bytes, even if the file was not kept.
    pub(crate) bytes: u64,
    /// The file's first bytes, at most `HEAD_BYTES`: enough to tell its format.
    pub(crate) head: Vec<u8>,
    /// The hash of all bytes, even if the file was not kept.
    pub(crate) sha256: [u8; 32],
    /// `None`: the file was larger than `max_bytes`.
    pub(crate) file: Option<SpooledFile>,
}

impl Spool {
    /// Keeps a file of at most `max_bytes` bytes. With 0 no file is kept, and the bytes are only counted.
    pub(crate) fn new(max_bytes: u64) -> Self {
        let kept = if max_bytes == 0 { SpoolBuffer::Nothing } else { SpoolBuffer::Memory(Vec::new()) };
        Self { kept, max_bytes, bytes: 0, head: Vec::new(), hash: Context::new(&SHA256) }
    }

    pub(crate) async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(chunk.get(..missing).unwrap_or_default());
        self.bytes += chunk.len() as u64;
        self.hash.update(chunk);
        if self.bytes > self.max_bytes {
            self.kept = SpoolBuffer::Nothing;
        }
        match &mut self.kept {
            SpoolBuffer::Nothing => {}
            SpoolBuffer::Memory(held) if held.len() + chunk.len() <= MEMORY_BYTES => {
                held.extend_from_slice(chunk);
            }
            SpoolBuffer::Memory(held) => {
                let mut file = DiskFile::new().await?;
                file.append(held).await?;
                file.append(chunk).await?;
                self.kept = SpoolBuffer::Disk(file);
            }
            SpoolBuffer::Disk(file) => file.append(chunk).await?,
        }
        Ok(())
    }

    pub(crate) async fn finish(self) -> io::Result<Received> {
        let content = match self.kept {
            SpoolBuffer::Nothing => None,
            SpoolBuffer::Memory(held) => Some(FileBytes::Memory(held.into())),
            SpoolBuffer::Disk(mut file) => {
                // tokio buffers writes, so that an error of the last write appears here.
                file.flush().await?;
                file.rewind().await?;
                Some(FileBytes::Disk(file))
            }
        };
        let bytes = self.bytes;
        let file = content.map(|content| SpooledFile { bytes, content });
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        Ok(Received { bytes, head: self.head, sha256, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    async fn spool(max_bytes: u64, chunks: &[&[u8]]) -> Received {
        let mut spool = Spool::new(max_bytes);
        for chunk in chunks {
            spool.write(chunk).await.unwrap();
        }
        spool.finish().await.unwrap()
    }

    #[tokio::test]
    async fn a_small_file_stays_in_memory() {
        let received = spool(u64::MAX, &[b"GIF8", b"9a"]).await;
        assert_eq!((received.bytes, received.head.as_slice()), (6, &b"GIF89a"[..]));
        let Some(SpooledFile { content: FileBytes::Memory(content), .. }) = received.file else { panic!() };
        assert_eq!(content, "GIF89a");
    }

    #[tokio::test]
    async fn larger_file_is_kept_on_disk_and_reads_back() {
        let first = vec![1; MEMORY_BYTES];
        let received = spool(u64::MAX, &[&first, &[2; 3], &[3; 4]]).await;
        assert_eq!(received.head, [1; HEAD_BYTES]);
        let Some(SpooledFile { content: FileBytes::Disk(mut file), bytes }) = received.file else { panic!() };
        let mut content = Vec::new();
        file.read_to_end(&mut content).await.unwrap();
        assert_eq!(bytes, content.len() as u64);
        assert_eq!(content, [first, vec![2; 3], vec![3; 4]].concat());
    }

    #[tokio::test]
    async fn a_file_past_its_limit_is_counted_and_not_kept() {
        let received = spool(5, &[b"abc", b"def", b"ghi"]).await;
        assert_eq!(received.bytes, 9);
        assert!(received.file.is_none());
        assert!(spool(0, &[b"a"]).await.file.is_none());
    }
}
