//! One uploaded file: it is written to disk and hashed while it arrives.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// The number of bytes at the beginning of a file that identify every image format that the CRM accepts. WebP's
/// signature is the longest and ends at this length.
pub(crate) const HEAD_BYTES: usize = 12;

/// An entry of PHP's `$_FILES`.
#[derive(Debug)]
pub(crate) struct Upload {
    /// The base name from the client; empty if the client's name ended in a directory.
    pub(crate) name: String,
    /// The media type from the client, without parameters; empty if the client sent none.
    pub(crate) media_type: String,
    pub(crate) content: Result<SpooledFile, UploadError>,
}

/// The reason why an entry has no content, with PHP's error numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadError {
    /// Larger than `upload_max_filesize`.
    IniSize = 1,
    /// The body ended inside the file.
    Partial = 3,
    /// The visitor left the file input empty.
    NoFile = 4,
}

/// A file on disk under a temporary name. It is deleted when this value is dropped, unless `keep_as` moved it.
#[derive(Debug)]
pub(crate) struct SpooledFile {
    path: TempPath,
    pub(crate) size: u64,
    /// The hash in lower-case hexadecimal.
    pub(crate) sha256: String,
    /// The first bytes of the file, at most [`HEAD_BYTES`].
    pub(crate) head: Vec<u8>,
}

impl SpooledFile {
    /// Moves the file to `target`, which must be on the same file system.
    pub(crate) fn keep_as(&self, target: &Path) -> std::io::Result<()> {
        std::fs::rename(&self.path, target)
    }
}

/// A file whose content is still arriving.
pub(crate) struct Spool {
    file: tokio::fs::File,
    path: TempPath,
    size: u64,
    hash: Sha256,
    head: Vec<u8>,
}

impl Spool {
    pub(crate) async fn create(directory: PathBuf) -> std::io::Result<Self> {
        let made = tokio::task::spawn_blocking(move || tempfile::NamedTempFile::new_in(directory)).await;
        let (file, path) = made.map_err(std::io::Error::other)??.into_parts();
        let file = tokio::fs::File::from_std(file);
        Ok(Self { file, path, size: 0, hash: Sha256::new(), head: Vec::new() })
    }

    pub(crate) async fn write(&mut self, chunk: &Bytes) -> std::io::Result<()> {
        let wanted = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(wanted));
        self.hash.update(chunk);
        self.size += chunk.len() as u64;
        self.file.write_all(chunk).await
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) async fn finish(mut self) -> std::io::Result<SpooledFile> {
        self.file.flush().await?;
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(SpooledFile { path: self.path, size: self.size, sha256, head: self.head })
    }
}
