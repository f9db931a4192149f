//! One uploaded file: written to disk as it comes, hashed on the way.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt;

/// Enough of a file's beginning to tell every image format that the CRM accepts: WebP's mark ends here.
pub(crate) const HEAD_BYTES: usize = 12;

/// An entry of PHP's `$_FILES`.
#[derive(Debug)]
pub(crate) struct Upload {
    /// The base name that the client gave; empty if it named a directory.
    pub(crate) name: String,
    /// What the client said it is, without parameters; empty if it said nothing.
    pub(crate) media_type: String,
    pub(crate) content: Result<SpooledFile, UploadError>,
}

/// Why an entry has no content, with PHP's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadError {
    /// Larger than `upload_max_filesize`.
    IniSize = 1,
    /// The body ended inside the file.
    Partial = 3,
    /// A file input that was left empty.
    NoFile = 4,
}

/// A file that is on disk under a name of ours until somebody keeps it; dropped, it is deleted.
#[derive(Debug)]
pub(crate) struct SpooledFile {
    path: TempPath,
    pub(crate) size: u64,
    /// Lower-case hexadecimal.
    pub(crate) sha256: String,
    /// The first bytes, at most [`HEAD_BYTES`].
    pub(crate) head: Vec<u8>,
}

impl SpooledFile {
    /// Moves the file to `target`, which has to be on the same file system.
    pub(crate) fn keep_as(&self, target: &Path) -> std::io::Result<()> {
        std::fs::rename(&self.path, target)
    }
}

/// A file that is being received.
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
