//! Temporary files without a name, and the number of bytes in all of them.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// The bytes in all temporary files of the process.
static BYTES: AtomicU64 = AtomicU64::new(0);

/// The number of bytes that are in temporary files now.
pub(crate) fn bytes_on_disk() -> u64 {
    BYTES.load(Relaxed)
}

/// A temporary file. The system deletes it when it is dropped.
#[derive(Debug)]
pub(crate) struct DiskFile {
    file: File,
    bytes: u64,
}

impl DiskFile {
    pub(super) async fn new() -> io::Result<Self> {
        let file = tokio::task::spawn_blocking(tempfile::tempfile).await.map_err(io::Error::other)??;
        Ok(Self { file: File::from_std(file), bytes: 0 })
    }

    pub(super) async fn append(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.bytes += chunk.len() as u64;
        BYTES.fetch_add(chunk.len() as u64, Relaxed);
        self.file.write_all(chunk).await
    }
}

impl Deref for DiskFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.file
    }
}

impl DerefMut for DiskFile {
    fn deref_mut(&mut self) -> &mut File {
        &mut self.file
    }
}

impl Drop for DiskFile {
    fn drop(&mut self) {
        BYTES.fetch_sub(self.bytes, Relaxed);
    }
}
