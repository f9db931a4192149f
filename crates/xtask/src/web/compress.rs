//! Compresses the files at build time, as much as possible, so that the proxy need not compress them for every
//! request.

use crate::error::TaskError;
use crate::files;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use fs_err as fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The extensions of files that are compressed here. Images and fonts are compressed already. HTML is not in the
/// list, because the proxy changes the page before it compresses it.
const COMPRESSIBLE: &[&str] = &["wasm", "js", "css", "svg", "json", "txt", "ts", "map"];

/// Brotli's highest quality. It costs seconds at build time and saves bytes at every visit.
const BROTLI_QUALITY: i32 = 11;
/// The largest window that every browser accepts, 16 MiB.
const BROTLI_WINDOW_BITS: i32 = 24;

/// Writes `name.br` and `name.gz` next to every compressible file below `folder`.
///
/// A compressed copy is left out if it is not smaller than the file.
pub(super) fn all(folder: &Path) -> Result<(), TaskError> {
    let compressible = |file: &PathBuf| files::has_extension(file, COMPRESSIBLE);
    for file in files::below(folder)?.into_iter().filter(compressible) {
        let path = folder.join(file);
        let bytes = fs::read(&path)?;
        for (suffix, compress) in [("br", brotli as fn(&[u8]) -> io::Result<Vec<u8>>), ("gz", gzip)] {
            let compressed = compress(&bytes)?;
            if compressed.len() < bytes.len() {
                fs::write(path.with_added_extension(suffix), compressed)?;
            }
        }
    }
    Ok(())
}

/// Compresses with brotli at its highest quality.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let settings = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW_BITS,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &settings)?;
    Ok(compressed)
}

/// Compresses with gzip at its highest level, for clients that do not support brotli.
fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::all;
    use crate::files::{below, testing};
    use flate2::read::GzDecoder;
    use std::fs;
    use std::io::Read;

    #[test]
    fn only_smaller_copies_are_written_and_have_the_same_content() {
        let script = "let a = 1;\n".repeat(100);
        let page = "<p>{{form}}</p>\n".repeat(100);
        let files =
            [("app.js", script.as_str()), ("index.html", &page), ("photo.png", &page), ("tiny.css", "a")];
        let folder = testing::folder(&files);
        all(folder.path()).unwrap();
        let names = below(folder.path()).unwrap();
        let names: Vec<_> = names.iter().map(|name| name.to_str().unwrap()).collect();
        assert_eq!(names, ["app.js", "app.js.br", "app.js.gz", "index.html", "photo.png", "tiny.css"]);

        let (mut from_brotli, mut from_gzip) = (Vec::new(), String::new());
        let copy = |name| fs::read(folder.path().join(name)).unwrap();
        brotli::BrotliDecompress(&mut copy("app.js.br").as_slice(), &mut from_brotli).unwrap();
        GzDecoder::new(copy("app.js.gz").as_slice()).read_to_string(&mut from_gzip).unwrap();
        assert_eq!((from_brotli, from_gzip), (script.clone().into_bytes(), script));
    }
}
