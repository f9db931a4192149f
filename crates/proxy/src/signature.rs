//! Whether a file is what its name says, by its first bytes.
//!
//! The form does not look: a browser would have to carry the tables. So the proxy is the stricter one, and answers with
//! the problem that the form has a sentence for: not of an accepted format.

use customer_form_contract::file::extension;

/// How many bytes from a file's start are looked at: tar's mark ends at the 262nd, and an SVG may begin with a comment.
pub(crate) const HEAD_BYTES: usize = 1 << 10;

/// Whether a file of that (cleaned) name may begin like this.
///
/// Where the extension's format has a signature, that has to be there. Formats that are built on another one are known
/// by that: a DOCX is a ZIP, and an old DOC an OLE storage, or RTF, which Word itself saves as `.doc`. Everything else
/// passes unless it is a program, or something that a browser would run: a CSV is whatever it is, but no EXE and no page.
/// Audio and video are among the rest: their signatures have too many exceptions to refuse people for.
pub(crate) fn agrees(name: &str, head: &[u8]) -> bool {
    let extension = extension(name).unwrap_or_default().to_ascii_lowercase();
    let signatures: &[&str] = match extension.as_str() {
        "pdf" => &["pdf"],
        "docx" | "docm" | "dotx" | "xlsx" | "xlsm" | "xltx" | "pptx" | "pptm" | "ppsx" | "vsdx" => &["zip"],
        "odt" | "ods" | "odp" | "odg" | "pages" | "numbers" | "key" | "epub" | "zip" => &["zip"],
        "doc" | "dot" => &["msi", "rtf"],
        // infer's name for an OLE storage.
        "xls" | "ppt" | "pps" | "vsd" | "mpp" | "msg" | "pub" => &["msi"],
        "rtf" => &["rtf"],
        "jpg" | "jpeg" | "jpe" | "jfif" => &["jpg"],
        "png" => &["png"],
        "gif" => &["gif"],
        "webp" => &["webp"],
        "bmp" => &["bmp"],
        "tif" | "tiff" => &["tif"],
        "heic" | "heif" => &["heif"],
        "avif" => &["avif"],
        "psd" => &["psd"],
        "7z" => &["7z"],
        "rar" => &["rar"],
        "gz" | "tgz" => &["gz"],
        "tar" => &["tar"],
        // Whoever lists these wants them.
        "exe" | "dll" | "msi" | "bin" | "wasm" | "class" | "html" | "htm" | "xhtml" | "xml" | "svg"
        | "php" | "sh" => {
            return true;
        }
        _ => return !is_program(head) && !is_markup(head),
    };
    signatures.iter().any(|signature| infer::is(head, signature))
}

/// Machine code, for machines of any kind. Some of the signatures are two letters that a list may begin with; but no
/// text has a NUL.
fn is_program(head: &[u8]) -> bool {
    let kinds = ["exe", "elf", "mach", "wasm", "class", "dex", "dey", "bc"];
    head.contains(&0) && kinds.iter().any(|kind| infer::is(head, kind))
}

/// What a browser, a shell or PHP would run.
fn is_markup(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |with: &str| {
        text.get(..with.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(with.as_bytes()))
    };
    let has = |tag: &str| text.windows(tag.len()).any(|window| window.eq_ignore_ascii_case(tag.as_bytes()));
    infer::is(text, "html")
        || ["<!doctype html", "<html", "<script", "<svg", "<?php", "<?=", "#!/"].into_iter().any(begins)
        || (begins("<?xml") && (has("<svg") || has("<html")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_with_a_signature_has_to_have_it() {
        let ole2 = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        let tar = [[0; 257].as_slice(), b"ustar\0"].concat();
        for (name, head, expected) in [
            ("a.pdf", b"%PDF-1.4".as_slice(), true),
            ("a.PDF", b"%PDF-1.4", true),
            ("a.pdf", b"PK\x03\x04", false),
            ("a.docx", b"PK\x03\x04", true),
            ("a.doc", b"PK\x03\x04", false),
            ("a.doc", ole2, true),
            ("a.doc", b"{\\rtf1", true),
            ("a.xls", ole2, true),
            ("a.xls", b"<html><table>", false),
            ("a.jpeg", b"\xFF\xD8\xFF\xE0", true),
            ("a.jpeg", b"\x89PNG\r\n\x1a\n", false),
            ("a.tar.gz", b"\x1F\x8B\x08", true),
            ("a.tar", &tar, true),
            ("a.pdf", b"", false),
        ] {
            assert_eq!(agrees(name, head), expected, "{name} {head:?}");
        }
    }

    #[test]
    fn one_without_may_be_anything_but_a_program_or_a_page() {
        for (name, head, expected) in [
            ("a.csv", b"MZ;BC;name\n".as_slice(), true),
            ("a.csv", b"MZ\x90\0\x03", false),
            ("a.txt", b"I like <html>", true),
            ("a.txt", b"\xEF\xBB\xBF <HTML>", false),
            ("a.txt", b"#!/bin/sh", false),
            ("a.txt", b"# a heading", true),
            ("a.csv", b"<?xml version=\"1.0\"?><a><svg>", false),
            ("a.dat", b"<?xml version=\"1.0\"?><invoice/>", true),
            ("a.svg", b"<svg>", true),
            ("a", b"<?php", false),
            ("a.mp3", b"\xFF\xF3\0\0", true),
        ] {
            assert_eq!(agrees(name, head), expected, "{name} {head:?}");
        }
    }
}
