//! JPEG: ITU-T T.81, annex B.

use super::reader::{Flaw, Reader, require};

/// The largest number of scans. An encoder of progressive pictures writes about ten. This check skips a scan quickly.
/// For a decoder such as the CRM's or a browser's, each scan is a pass over the whole picture, even if it has only a
/// few bytes.
const MAX_SCANS: u32 = 100;

/// The second byte of each marker (table B.1).
mod marker {
    use std::ops::RangeInclusive;

    /// Follows a byte 0xFF that belongs to the data of a scan (B.1.1.5).
    pub(super) const STUFFING: u8 = 0x00;
    /// For private use in arithmetic coding. It has no segment.
    pub(super) const TEM: u8 = 0x01;
    pub(super) const FRAMES: RangeInclusive<u8> = 0xC0..=0xCF;
    /// These three numbers are in the range of the frames, but begin tables or are reserved.
    pub(super) const HUFFMAN_TABLES: u8 = 0xC4;
    pub(super) const RESERVED: u8 = 0xC8;
    pub(super) const ARITHMETIC_CONDITIONING: u8 = 0xCC;
    /// Stands between the intervals of a scan. It has no segment.
    pub(super) const RESTARTS: RangeInclusive<u8> = 0xD0..=0xD7;
    pub(super) const START_OF_IMAGE: u8 = 0xD8;
    pub(super) const END_OF_IMAGE: u8 = 0xD9;
    pub(super) const START_OF_SCAN: u8 = 0xDA;
    /// The first byte of a marker. More of them may fill space before a marker (B.1.1.2).
    pub(super) const PREFIX: u8 = 0xFF;
}

/// The number of pixels of a JPEG whose marker segments are complete from the start of the image to its end, with one
/// frame and at least one scan after it (B.2.1).
///
/// A thumbnail in an APP segment is skipped with its segment.
pub(super) fn pixels(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    require(file.array()? == [marker::PREFIX, marker::START_OF_IMAGE])?;
    let (mut frame, mut scans) = (None, 0);
    loop {
        match next_marker(file)? {
            marker::END_OF_IMAGE => {
                require(scans > 0)?;
                return frame.ok_or(Flaw::NotAPicture);
            }
            marker::TEM => {}
            code if marker::RESTARTS.contains(&code) => {}
            marker::START_OF_IMAGE => return Err(Flaw::NotAPicture),
            marker::START_OF_SCAN => {
                require(frame.is_some() && scans < MAX_SCANS)?;
                scan_header(file)?;
                scans += 1;
            }
            marker::HUFFMAN_TABLES | marker::RESERVED | marker::ARITHMETIC_CONDITIONING => {
                skip_segment(file)?;
            }
            code if marker::FRAMES.contains(&code) => {
                require(frame.is_none())?;
                frame = Some(frame_header(file)?);
            }
            _ => skip_segment(file)?,
        }
    }
}

/// Moves past the next marker and returns its second byte. The bytes before it are a scan's data, or, between segments,
/// bytes that decoders ignore.
fn next_marker(file: &mut Reader<'_>) -> Result<u8, Flaw> {
    loop {
        file.skip_past(marker::PREFIX)?;
        let mut code = file.byte()?;
        while code == marker::PREFIX {
            code = file.byte()?;
        }
        if code != marker::STUFFING {
            return Ok(code);
        }
    }
}

/// Reads a segment's length, which counts its own two bytes, and returns the number of bytes after it (B.1.1.4).
fn segment_bytes(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    u64::from(u16::from_be_bytes(file.array()?)).checked_sub(2).ok_or(Flaw::NotAPicture)
}

fn skip_segment(file: &mut Reader<'_>) -> Result<(), Flaw> {
    let bytes = segment_bytes(file)?;
    file.skip(bytes)
}

/// Reads a frame header (B.2.2) and returns the number of its pixels. A header with 0 lines leaves their number to a
/// later segment (B.2.5). No browser supports that, so it is refused.
fn frame_header(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    let bytes = segment_bytes(file)?;
    let [_precision] = file.array()?;
    let lines = u16::from_be_bytes(file.array()?);
    let columns = u16::from_be_bytes(file.array()?);
    let components = file.byte()?;
    require(lines > 0 && columns > 0 && components > 0)?;
    require(bytes == 6 + 3 * u64::from(components))?;
    file.skip(3 * u64::from(components))?;
    Ok(u64::from(lines) * u64::from(columns))
}

/// Reads a scan header (B.2.3).
fn scan_header(file: &mut Reader<'_>) -> Result<(), Flaw> {
    let bytes = segment_bytes(file)?;
    let components = file.byte()?;
    require((1..=4).contains(&components) && bytes == 4 + 2 * u64::from(components))?;
    file.skip(3 + 2 * u64::from(components))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::submission::photo::tests::{encoded, pixels, verdict};
    use customer_form_contract::FieldProblem;
    use customer_form_contract::ImageFormat::Jpeg;

    const SOI: &[u8] = b"\xFF\xD8";
    const EOI: &[u8] = b"\xFF\xD9";
    /// A scan of one component, with a few bytes of data.
    const SCAN: &[u8] = b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0data";

    /// A frame header of one component.
    fn frame(code: u8, width: u16, height: u16) -> Vec<u8> {
        let [w0, w1] = width.to_be_bytes();
        let [h0, h1] = height.to_be_bytes();
        vec![0xFF, code, 0, 11, 8, h0, h1, w0, w1, 1, 1, 0x11, 0]
    }

    fn whole(segments: &[&[u8]]) -> Vec<u8> {
        [SOI, &segments.concat(), EOI].concat()
    }

    /// The structure of a picture in five scans.
    pub(in super::super) fn progressive(width: u16, height: u16) -> Vec<u8> {
        let mut baseline = encoded(width.into(), height.into(), image::ImageFormat::Jpeg);
        let place = |code| baseline.windows(2).position(|pair| pair == [0xFF, code]).unwrap();
        let (frame, scan, end) = (place(0xC0), place(0xDA), baseline.len() - 2);
        let scans = baseline[scan..end].repeat(5);
        baseline[frame + 1] = 0xC2;
        [&baseline[..scan], &scans, EOI].concat()
    }

    #[test]
    fn large_camera_scanner_and_panorama_images_pass() {
        for (width, height) in
            [(8_160, 6_144), (16_384, 12_288), (4_960, 7_016), (60_000, 3_000), (65_535, 1)]
        {
            for code in [0xC0, 0xC1, 0xC2, 0xC9] {
                let file = whole(&[&frame(code, width, height), SCAN]);
                let expected = u64::from(width) * u64::from(height);
                assert_eq!(pixels(&file, Jpeg), Some(expected));
                assert_eq!(verdict(&file, Jpeg, 201_326_592), None);
            }
        }
    }

    #[test]
    fn embedded_thumbnail_is_not_counted_as_the_picture() {
        let thumbnail = encoded(16, 12, image::ImageFormat::Jpeg);
        let exif = [b"Exif\0\0".as_slice(), &thumbnail].concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let segment = [b"\xFF\xE1".as_slice(), &length, &exif].concat();
        assert_eq!(pixels(&whole(&[&segment, &frame(0xC0, 40, 30), SCAN]), Jpeg), Some(1_200));
        assert_eq!(pixels(&whole(&[&segment]), Jpeg), None);
    }

    #[test]
    fn bytes_that_decoders_skip_are_skipped() {
        let frame = frame(0xC0, 40, 30);
        let restarts = b"\xFF\xD0data\xFF\xD7data\xFF\0data\xFF\xFF\xFF\xD1\xFF\x01";
        assert_eq!(pixels(&whole(&[b"\xFF\xFF\xFF", &frame, b"\0\0", SCAN, restarts]), Jpeg), Some(1_200));
        // Tables between scans.
        assert_eq!(pixels(&whole(&[&frame, SCAN, b"\xFF\xC4\0\x04ab", SCAN]), Jpeg), Some(1_200));
    }

    #[test]
    fn picture_with_too_many_scans_is_refused() {
        let frame = frame(0xC2, 40, 30);
        assert_eq!(pixels(&whole(&[&frame, &SCAN.repeat(MAX_SCANS as usize)]), Jpeg), Some(1_200));
        assert_eq!(pixels(&whole(&[&frame, &SCAN.repeat(MAX_SCANS as usize + 1)]), Jpeg), None);
    }

    #[test]
    fn broken_structure_is_refused() {
        let good = frame(0xC0, 40, 30);
        let longer = [b"\xFF\xC0\0\x0C".as_slice(), &good[4..], b"\0"].concat();
        for (what, segments) in [
            ("no frame", vec![SCAN]),
            ("no scan", vec![&good]),
            ("a scan before the frame", vec![SCAN, &good]),
            ("two frames", vec![&good, &good, SCAN]),
            ("no lines", vec![&frame(0xC0, 40, 0), SCAN]),
            ("no columns", vec![&frame(0xC0, 0, 30), SCAN]),
            ("no frame but tables", vec![&frame(0xC4, 40, 30), SCAN]),
            ("a frame header of another length", vec![&longer, SCAN]),
            ("a scan of no components", vec![&good, b"\xFF\xDA\0\x06\0\0\x3F\0data"]),
            ("a segment shorter than its length", vec![b"\xFF\xE0\0\x01", &good, SCAN]),
            ("a second start", vec![&good, SCAN, SOI, &good, SCAN]),
        ] {
            assert_eq!(verdict(&whole(&segments), Jpeg, 1), Some(FieldProblem::NotAnImage), "{what}");
        }
        let unstarted = [good.as_slice(), SCAN, EOI].concat();
        assert_eq!(verdict(&unstarted, Jpeg, 1), Some(FieldProblem::NotAnImage));
    }
}
