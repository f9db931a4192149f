//! Files whose content matches their name, and files whose content does not.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};

pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A PDF whose header stands after 1,025 bytes, where no PDF reader looks for it.
pub(crate) const LATE_PDF: &[u8] = &{
    let mut bytes = [b' '; 1_033];
    let mut place = 0;
    while place < 8 {
        bytes[1_025 + place] = PDF[place];
        place += 1;
    }
    bytes
};

pub(crate) const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08meta";

/// Also the content of a DOCX file: the proxy checks only the signature.
pub(crate) const ZIP: &[u8] = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml";

/// The signature of the binary formats of Word, Excel and PowerPoint.
pub(crate) const OLE2: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0";

pub(crate) const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0";

/// The head of an ELF program, in its usual length.
pub(crate) const ELF: &[u8] = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

pub(crate) const HTML: &[u8] = b"<!DOCTYPE html><html><script>alert(1)</script></html>";

pub(crate) const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// A complete picture.
pub(crate) fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(16, 16).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The beginning of a picture: it has the size, and no pixels.
pub(crate) fn torn(format: ImageFormat) -> Vec<u8> {
    let whole = picture(format);
    whole[..whole.len() / 2].to_vec()
}

/// A PNG of a few bytes whose header gives this many pixels for each side.
pub(crate) fn bomb(side: u32) -> Vec<u8> {
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let checksum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    png
}

/// A JPEG whose header gives this size in pixels.
pub(crate) fn resized(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = picture(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == b"\xFF\xC0").unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// The checksum of PNG (ISO 3309). If the checksum is wrong, the proxy does not accept the size.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}
