//! Checks that a file's first bytes agree with its name.
//!
//! The form in the browser does not check this, because it would have to load the tables. The proxy is therefore
//! stricter, and answers with a problem that the form can already explain: the format is not accepted.

use customer_form_contract::ImageFormat;
use customer_form_contract::format::{Signature, signature};

use crate::spool::HEAD_BYTES;

/// The largest number of bytes before a PDF's header (ISO 32000-1, Annex H, implementation note 13): mail servers,
/// printers and web frameworks add bytes there.
const BYTES_BEFORE_PDF: usize = 1 << 10;

const PDF: &[u8] = b"%PDF-";

// A PDF's header may end at this byte. tar's signature ends at byte 262, and an SVG may begin with a comment.
const _: () = assert!(HEAD_BYTES >= BYTES_BEFORE_PDF + PDF.len());

/// Whether a file with this cleaned name may begin with these bytes.
///
/// If the extension's format has a signature, the file must have it. A format that is built on another format has the
/// signature of that other format: a DOCX is a ZIP, and an old DOC is an OLE storage. Files of other formats may begin
/// with anything except a program or something that a browser would run. For example, a CSV file may have any content,
/// but not that of an EXE or a web page.
pub(crate) fn agrees(name: &str, head: &[u8]) -> bool {
    let is = |kind: &str| infer::is(head, kind);
    // The infer crate calls an OLE storage "msi".
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

/// Whether the file has a PDF's header. Other bytes may stand before it, unless they are a program or something that a
/// browser would run.
fn is_pdf(head: &[u8]) -> bool {
    let near = head.get(..HEAD_BYTES).unwrap_or(head);
    head.starts_with(b"%PDF")
        || (near.windows(PDF.len()).any(|window| window == PDF) && !is_program(head) && !is_markup(head))
}

/// Whether the file is a TIFF or BigTIFF (its revision 7), in either byte order. The infer crate is not used, since it
/// takes the number of the first field for the mark of a camera's format.
fn is_tiff(head: &[u8]) -> bool {
    [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|mark| head.starts_with(*mark))
}

/// The brands of still pictures and sequences of HEIF, in HEVC or another coding (ISO/IEC 23008-12, Annex B to E; the
/// registered brands of ISO base media files). The infer crate knows only some brands of still pictures.
const HEIF_BRANDS: &[&[u8; 4]] = &[
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1",
    b"miaf", b"avci", b"avcs",
];

/// The brands of a still picture and a sequence (AV1 Image File Format, 6.2 and 6.3).
const AVIF_BRANDS: &[&[u8; 4]] = &[b"avif", b"avis"];

/// Whether the file type box of an ISO base media file (ISO/IEC 14496-12, 4.3) contains one of these brands, as its
/// major brand or a compatible one.
fn has_brand(head: &[u8], brands: &[&[u8; 4]]) -> bool {
    let [a, b, c, d, b'f', b't', b'y', b'p', major @ ..] = head else { return false };
    let bytes = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])).unwrap_or(usize::MAX);
    // After the box's size and type come the major brand, its version, and the compatible brands.
    let inside = major.get(..bytes.saturating_sub(8)).unwrap_or(major);
    let named = inside.chunks_exact(4).enumerate().filter(|(place, _)| *place != 1);
    named.into_iter().any(|(_, brand)| brands.iter().any(|known| brand == known.as_slice()))
}

/// Whether the file is machine code of any kind. Some of these signatures are two letters that a text may begin with,
/// but a text contains no NUL.
fn is_program(head: &[u8]) -> bool {
    let kinds = ["exe", "elf", "mach", "wasm", "class", "dex", "dey", "bc"];
    head.contains(&0) && kinds.iter().any(|kind| infer::is(head, kind))
}

/// Whether a browser, a shell or PHP would run the file.
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
