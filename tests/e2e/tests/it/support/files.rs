//! Files that a visitor can choose.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A folder of files.
pub(crate) struct Files {
    folder: TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A picture of 8 by 8 pixels.
    pub(crate) fn photo(&self, name: &str) -> PathBuf {
        self.write(name, picture())
    }
}

/// A PNG in which each pixel has another colour.
fn picture() -> Vec<u8> {
    const SIDE: u32 = 8;
    let mut content = Vec::new();
    let mut encoder = png::Encoder::new(&mut content, SIDE, SIDE);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let pixels: Vec<u8> = (0..SIDE * SIDE).map(|pixel| u8::try_from(pixel * 4).unwrap()).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    content
}

/// The SHA-256 of a file's content, in lower-case hexadecimal.
pub(crate) fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
