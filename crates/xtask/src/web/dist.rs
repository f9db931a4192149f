//! Checks whether dist/ is the result of building the present sources, and replaces the result of an older build.
//!
//! Both compare content and not modification times: a checkout, a copy or a touch changes times, and several
//! clones may share a target folder.

use crate::error::TaskError;
use crate::files;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use fs_err as fs;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The inputs of the form and the page, separated by spaces. A folder means all files below it.
const INPUTS: &str = "src style index.html Trunk.toml Cargo.toml Cargo.lock .cargo crates/customer-form-contract/src \
                      crates/customer-form-contract/Cargo.toml crates/wasm-streams crates/send_wrapper crates/proof-worker";

/// The version of this program's processing. Increase it when the processing of trunk's output changes, so that older
/// results are built again.
const RECIPE: u32 = 5;

/// One hash of all sources of the form below `root`, and of `versions`, the versions of the tools.
pub(super) fn inputs(root: &Path, versions: &str) -> Result<String, TaskError> {
    let mut hash = Sha256::new();
    hash.update(format!("{RECIPE}\n{versions}\n"));
    for input in INPUTS.split_whitespace() {
        let path = root.join(input);
        if path.is_dir() {
            add_folder(&mut hash, &path)?;
        } else if path.is_file() {
            add_file(&mut hash, Path::new(input), &path)?;
        }
    }
    Ok(format!("{:x}", hash.finalize()))
}

/// The record of a build: the hash of its `inputs`, and a hash of its result in `dist`.
pub(super) fn record(inputs: &str, dist: &Path) -> Result<String, TaskError> {
    let mut hash = Sha256::new();
    add_folder(&mut hash, dist)?;
    Ok(format!("{inputs}\n{:x}\n", hash.finalize()))
}

fn add_folder(hash: &mut Sha256, folder: &Path) -> Result<(), TaskError> {
    files::below(folder)?.iter().try_for_each(|file| add_file(hash, file, &folder.join(file)))
}

/// Adds name, length and content to the hash, so that different sets of files have different hashes.
fn add_file(hash: &mut Sha256, name: &Path, path: &Path) -> Result<(), TaskError> {
    let bytes = fs::read(path)?;
    hash.update(format!("{}\n{}\n", name.display(), bytes.len()));
    hash.update(bytes);
    Ok(())
}

/// Copies the files that differ from `from` to `to`, and removes the files that exist only in `to`. Equal files keep
/// their modification times.
pub(super) fn publish(from: &Path, to: &Path) -> Result<(), TaskError> {
    let wanted = files::below(from)?;
    for file in &wanted {
        let (bytes, target) = (fs::read(from.join(file))?, to.join(file));
        if !fs::read(&target).is_ok_and(|present| present == bytes) {
            files::write(&target, bytes)?;
        }
    }
    for file in files::below(to)?.iter().filter(|file| !wanted.contains(file)) {
        fs::remove_file(to.join(file))?;
    }
    Ok(())
}

/// The extensions of files that are compressed here. Images and fonts are compressed already. HTML is not in the
/// list, because the proxy changes the page before it compresses it.
const COMPRESSIBLE: &[&str] = &["wasm", "js", "css", "svg", "json", "txt", "ts", "map"];

/// Brotli's highest quality. It costs seconds at build time and saves bytes at every visit.
const BROTLI_QUALITY: i32 = 11;
/// The largest window that every browser accepts, 16 MiB.
const BROTLI_WINDOW_BITS: i32 = 24;

/// Compresses at build time, as much as possible, so that the proxy need not compress files for every request: writes
/// `name.br` and `name.gz` next to every compressible file below `folder`.
///
/// A compressed copy is left out if it is not smaller than the file.
pub(super) fn compress(folder: &Path) -> Result<(), TaskError> {
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
    use super::{compress, inputs, publish, record};
    use crate::files::{below, testing};
    use flate2::read::GzDecoder;
    use std::fs;
    use std::io::Read;
    use std::time::{Duration, SystemTime};

    #[test]
    fn record_changes_with_content_and_tools_only() {
        let after = |versions, file: &str, text: &str| {
            let folder =
                testing::folder(&[("src/lib.rs", "//! form"), ("dist/form.js", "form"), (file, text)]);
            record(&inputs(folder.path(), versions).unwrap(), &folder.path().join("dist")).unwrap()
        };
        let built = after("v1", "src/lib.rs", "//! form");
        for (versions, file, text, fresh) in [
            ("v1", "README.md", "no part of the form", true),
            ("v2", "README.md", "no part of the form", false),
            ("v1", "crates/customer-form-contract/src/rules.rs", "", false),
            ("v1", "src/lib.rs", "//! changed", false),
            ("v1", "dist/form.js", "edited", false),
        ] {
            assert_eq!(after(versions, file, text) == built, fresh, "{file}");
        }
        let unbuilt = testing::folder(&[("src/lib.rs", "//! form")]);
        let inputs = inputs(unbuilt.path(), "v1").unwrap();
        assert_ne!(record(&inputs, &unbuilt.path().join("dist")).unwrap(), built);
    }

    #[test]
    fn target_becomes_equal_and_unchanged_files_keep_their_time() {
        let folder = testing::folder(&[
            ("from/same.js", "1"),
            ("from/changed.js", "2"),
            ("from/snippets/new.js", "3"),
            ("to/same.js", "1"),
            ("to/changed.js", "old"),
            ("to/gone.js", "old"),
        ]);
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        fs::File::options().write(true).open(to.join("same.js")).unwrap().set_modified(long_ago).unwrap();

        publish(&from, &to).unwrap();

        assert_eq!(below(&to).unwrap(), below(&from).unwrap());
        assert_eq!(fs::read_to_string(to.join("changed.js")).unwrap(), "2");
        assert_eq!(fs::metadata(to.join("same.js")).unwrap().modified().unwrap(), long_ago);
    }

    #[test]
    fn only_smaller_copies_are_written_and_have_the_same_content() {
        let script = "let a = 1;\n".repeat(100);
        let page = "<p>{{form}}</p>\n".repeat(100);
        let files =
            [("app.js", script.as_str()), ("index.html", &page), ("photo.png", &page), ("tiny.css", "a")];
        let folder = testing::folder(&files);
        compress(folder.path()).unwrap();
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
