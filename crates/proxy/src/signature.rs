//! Whether a file is what its name says, by its first bytes.
//!
//! The form does not look: a browser would have to carry the tables. So the proxy is the stricter one, and answers with
//! the problem that the form has a sentence for: not of an accepted format.

use customer_form_contract::ImageFormat;
use customer_form_contract::format::{Signature, signature};

/// The most bytes that may stand before a PDF's header (ISO 32000-1, Annex H, implementation note 13): mail servers,
/// printers and web frameworks leave their own there.
const BYTES_BEFORE_PDF: usize = 1 << 10;

const PDF: &[u8] = b"%PDF-";

/// How many bytes from a file's start are looked at: a PDF's header may end that far, tar's mark ends at the 262nd, and
/// an SVG may begin with a comment.
pub(crate) const HEAD_BYTES: usize = BYTES_BEFORE_PDF + PDF.len();

/// Whether a file of that (cleaned) name may begin like this.
///
/// Where the extension's format has a signature, that has to be there. Formats that are built on another one are known
/// by that: a DOCX is a ZIP, and an old DOC an OLE storage. Everything else passes unless it is a program, or something
/// that a browser would run: a CSV is whatever it is, but no EXE and no page.
pub(crate) fn agrees(name: &str, head: &[u8]) -> bool {
    let is = |kind: &str| infer::is(head, kind);
    // infer's name for an OLE storage.
    let is_ole = || is("msi");
    match signature(name).unwrap_or(Signature::Passive) {
        Signature::Pdf => is_pdf(head),
        Signature::Zip => is("zip"),
        Signature::Ooxml => is("zip") || is_ole(),
        Signature::Ole => is_ole(),
        Signature::Word => is_ole() || is("rtf"),
        Signature::Rtf => is("rtf"),
        Signature::Jpeg => ImageFormat::sniff(head) == Some(ImageFormat::Jpeg),
        Signature::Png => ImageFormat::sniff(head) == Some(ImageFormat::Png),
        Signature::Gif => ImageFormat::sniff(head) == Some(ImageFormat::Gif),
        Signature::WebP => ImageFormat::sniff(head) == Some(ImageFormat::WebP),
        Signature::Bmp => is("bmp"),
        Signature::Tiff => is_tiff(head),
        Signature::Heif => has_brand(head, HEIF_BRANDS),
        Signature::Avif => has_brand(head, AVIF_BRANDS),
        Signature::Psd => is("psd"),
        Signature::SevenZip => is("7z"),
        Signature::Rar => is("rar"),
        Signature::Gzip => is("gz"),
        Signature::Bzip2 => is("bz2"),
        Signature::Xz => is("xz"),
        Signature::Tar => is("tar"),
        Signature::Active => true,
        Signature::Passive => !is_program(head) && !is_markup(head),
    }
}

/// A PDF's header, with whatever its sender has put before it as long as nobody would run that.
fn is_pdf(head: &[u8]) -> bool {
    let near = head.get(..HEAD_BYTES).unwrap_or(head);
    head.starts_with(b"%PDF")
        || (near.windows(PDF.len()).any(|window| window == PDF) && !is_program(head) && !is_markup(head))
}

/// TIFF, and BigTIFF (its revision 7), in either byte order. infer takes the first field's number for a camera's mark.
fn is_tiff(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|mark| head.starts_with(*mark))
}

/// Still pictures and sequences of HEIF, in HEVC or another coding (ISO/IEC 23008-12, Annex B to E; the registered
/// brands of ISO base media files). infer knows some of the still ones.
const HEIF_BRANDS: &[&[u8; 4]] = &[
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1",
    b"miaf", b"avci", b"avcs",
];

/// A still picture and a sequence (AV1 Image File Format, 6.2 and 6.3).
const AVIF_BRANDS: &[&[u8; 4]] = &[b"avif", b"avis"];

/// Whether the file type box of an ISO base media file (ISO/IEC 14496-12, 4.3) names one of these brands, as its major
/// or a compatible one.
fn has_brand(head: &[u8], brands: &[&[u8; 4]]) -> bool {
    let [a, b, c, d, b'f', b't', b'y', b'p', major @ ..] = head else { return false };
    let bytes = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
    // Behind the box's size and type: the major brand, its version, the compatible brands.
    let inside = major.get(..bytes.saturating_sub(8)).unwrap_or(major);
    let named = inside.chunks_exact(4).enumerate().filter(|(place, _)| *place != 1);
    named.into_iter().any(|(_, brand)| brands.iter().any(|known| brand == known.as_slice()))
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
mod tests;
