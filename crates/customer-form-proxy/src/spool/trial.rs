//! Checks that temporary files can be written, before a visitor's upload needs one.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use rustix::fs::fstatvfs;
use thiserror::Error;

use super::MEMORY_BYTES;
use crate::count::count;

/// Temporary files cannot be written.
#[derive(Debug, Error)]
pub enum SpoolError {
    /// The folder is missing, or the system refuses the file.
    #[error("cannot write a temporary file in the folder {folder} (environment variable TMPDIR): {source}")]
    Unusable {
        /// The folder for temporary files.
        folder: String,
        /// The system's error.
        source: io::Error,
    },
    /// The disk has less room than one submission may take.
    #[error(
        "too little free disk space for temporary files in the folder {folder} (environment variable TMPDIR): \
         {} free, but one submission can need {}; free some disk space",
        count(*free, "byte"),
        count(*needed, "byte")
    )]
    Full {
        /// The folder for temporary files.
        folder: String,
        /// The number of bytes that are free.
        free: u64,
        /// The number of bytes that one submission may take: `limits.body_bytes`.
        needed: u64,
    },
}

impl SpoolError {
    /// Whether the error may end without a restart or another setting, when the operator frees room on the disk.
    pub(crate) fn is_lack_of_room(&self) -> bool {
        match self {
            Self::Full { .. } => true,
            Self::Unusable { source, .. } => {
                use ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
                matches!(source.kind(), StorageFull | QuotaExceeded | FileTooLarge)
            }
        }
    }
}

/// Writes a temporary file as an upload does, and checks that there is room for one submission of `body_bytes` bytes.
pub(crate) async fn try_out(body_bytes: u64) -> Result<(), SpoolError> {
    let tried = tokio::task::spawn_blocking(move || {
        let folder = std::env::temp_dir();
        try_in(&folder, body_bytes)
    });
    tried.await.unwrap_or_else(|error| Err(unusable(&std::env::temp_dir(), io::Error::other(error))))
}

fn try_in(folder: &Path, body_bytes: u64) -> Result<(), SpoolError> {
    let write = || {
        let mut file = tempfile::tempfile_in(folder)?;
        // The smallest file that goes to the disk.
        file.write_all(&[0; MEMORY_BYTES + 1])?;
        let disk = fstatvfs(&file)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    };
    let free = write().map_err(|source| unusable(folder, source))?;
    if free < body_bytes {
        let folder = folder.display().to_string();
        return Err(SpoolError::Full { folder, free, needed: body_bytes });
    }
    Ok(())
}

fn unusable(folder: &Path, source: io::Error) -> SpoolError {
    SpoolError::Unusable { folder: folder.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_with_room_is_accepted() {
        let folder = tempfile::tempdir().unwrap();
        try_in(folder.path(), 1 << 20).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn missing_folder_and_full_folder_are_different_errors() {
        let folder = tempfile::tempdir().unwrap();
        let missing = try_in(&folder.path().join("missing"), 1).unwrap_err();
        assert!(matches!(missing, SpoolError::Unusable { .. }) && !missing.is_lack_of_room(), "{missing}");
        let full = try_in(folder.path(), u64::MAX).unwrap_err();
        assert!(
            matches!(full, SpoolError::Full { needed: u64::MAX, .. }) && full.is_lack_of_room(),
            "{full}"
        );
    }
}
