//! WebP: Google, WebP Container Specification; RFC 6386 for lossy pictures; WebP Lossless Bitstream Specification.

use super::reader::{Flaw, Reader, require};

/// The size in bytes of a chunk's type and length.
const CHUNK_HEAD_BYTES: u64 = 8;

/// The size in bytes of the head of a lossy picture (RFC 6386, 9.1).
const LOSSY_HEAD_BYTES: u64 = 10;

/// The size in bytes of the head of a lossless picture.
const LOSSLESS_HEAD_BYTES: u64 = 5;

/// The size in bytes of the content of VP8X.
const EXTENDED_BYTES: u64 = 10;

/// The size in bytes of a frame's place, size and duration. The frame's picture follows them.
const FRAME_HEAD_BYTES: u64 = 16;

/// The number of pixels of a WebP whose chunks are complete up to the end of its container, with at least one picture.
/// It is the number of the canvas or of the largest picture, whichever is greater.
pub(super) fn pixels(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    require(&file.array()? == b"RIFF")?;
    let bytes = u64::from(u32::from_le_bytes(file.array()?));
    require(&file.array()? == b"WEBP")?;
    let bytes = bytes.checked_sub(4).ok_or(Flaw::NotAPicture)?;
    let mut found = Found::default();
    chunks(file, bytes, Place::File, &mut found)?;
    require(found.pictures > 0)?;
    Ok(found.pixels)
}

#[derive(Default)]
struct Found {
    pictures: u64,
    pixels: u64,
}

impl Found {
    fn picture(&mut self, pixels: u64) {
        self.pictures += 1;
        self.pixels = self.pixels.max(pixels);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    File,
    /// Within a frame of an animation.
    Frame,
}

/// Walks chunks whose total size is `left` bytes.
fn chunks(file: &mut Reader<'_>, mut left: u64, place: Place, found: &mut Found) -> Result<(), Flaw> {
    let mut is_first = true;
    while left > 0 {
        left = left.checked_sub(CHUNK_HEAD_BYTES).ok_or(Flaw::NotAPicture)?;
        let kind: [u8; 4] = file.array()?;
        let bytes = u64::from(u32::from_le_bytes(file.array()?));
        left = left.checked_sub(bytes).ok_or(Flaw::NotAPicture)?;
        match (&kind, place) {
            (b"VP8 ", _) => found.picture(lossy(file, bytes)?),
            (b"VP8L", _) => found.picture(lossless(file, bytes)?),
            (b"VP8X", Place::File) if is_first => found.pixels = extended(file, bytes)?,
            // The first chunk of a file must say which kind of WebP it is.
            _ if is_first && place == Place::File => return Err(Flaw::NotAPicture),
            (b"ANMF", Place::File) => frame(file, bytes, found)?,
            _ => file.skip(bytes)?,
        }
        // A chunk with an odd number of bytes is followed by one byte of padding, which may be missing after the last
        // chunk of a container.
        if bytes % 2 == 1 && left > 0 {
            file.skip(1)?;
            left -= 1;
        }
        is_first = false;
    }
    Ok(())
}

/// Reads a lossy picture: a visible key frame whose first partition lies within the chunk. Returns the number of its
/// pixels.
fn lossy(file: &mut Reader<'_>, bytes: u64) -> Result<u64, Flaw> {
    let rest = bytes.checked_sub(LOSSY_HEAD_BYTES).ok_or(Flaw::NotAPicture)?;
    let tag = three_bytes(file)?;
    require(tag & 1 == 0 && tag >> 4 & 1 == 1 && u64::from(tag >> 5) <= rest)?;
    require(file.array()? == [0x9D, 0x01, 0x2A])?;
    // The upper two bits tell a player how to scale the picture.
    let [width, height] =
        [file.array()?, file.array()?].map(|side| u64::from(u16::from_le_bytes(side) & 0x3FFF));
    require(width > 0 && height > 0)?;
    file.skip(rest)?;
    Ok(width * height)
}

/// Reads a lossless picture of version 0. Returns the number of its pixels.
fn lossless(file: &mut Reader<'_>, bytes: u64) -> Result<u64, Flaw> {
    // At least one byte of pixel data must follow the head.
    let rest = bytes.checked_sub(LOSSLESS_HEAD_BYTES).filter(|rest| *rest > 0).ok_or(Flaw::NotAPicture)?;
    require(file.byte()? == 0x2F)?;
    let packed = u32::from_le_bytes(file.array()?);
    let side = |bits: u32| u64::from(bits & 0x3FFF) + 1;
    require(packed >> 29 == 0)?;
    file.skip(rest)?;
    Ok(side(packed) * side(packed >> 14))
}

/// Reads the canvas of an extended picture, which has more features than a still, opaque picture. Returns the number of
/// its pixels.
fn extended(file: &mut Reader<'_>, bytes: u64) -> Result<u64, Flaw> {
    let rest = bytes.checked_sub(EXTENDED_BYTES).ok_or(Flaw::NotAPicture)?;
    let _flags: [u8; 4] = file.array()?;
    let pixels = area(file)?;
    file.skip(rest)?;
    Ok(pixels)
}

/// Reads a frame of an animation, and the picture in it.
fn frame(file: &mut Reader<'_>, bytes: u64, found: &mut Found) -> Result<(), Flaw> {
    let rest = bytes.checked_sub(FRAME_HEAD_BYTES).ok_or(Flaw::NotAPicture)?;
    let _place: [u8; 6] = file.array()?;
    let pixels = area(file)?;
    let _duration_and_flags: [u8; 4] = file.array()?;
    let before = found.pictures;
    chunks(file, rest, Place::Frame, found)?;
    require(found.pictures > before)?;
    found.pixels = found.pixels.max(pixels);
    Ok(())
}

/// Reads a width and a height, which are both stored less one. Returns their product.
fn area(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    let [width, height] = [three_bytes(file)?, three_bytes(file)?].map(|side| u64::from(side) + 1);
    Ok(width * height)
}

fn three_bytes(file: &mut Reader<'_>) -> Result<u32, Flaw> {
    let [low, middle, high] = file.array()?;
    Ok(u32::from_le_bytes([low, middle, high, 0]))
}

#[cfg(test)]
pub(super) mod tests {
    use customer_form_contract::FieldProblem;
    use customer_form_contract::ImageFormat::WebP;

    use crate::submission::photo::tests::{encoded, pixels, verdict};

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [kind, length.as_slice(), content, &vec![0; content.len() % 2]].concat()
    }

    fn whole(chunks: &[&[u8]]) -> Vec<u8> {
        chunk(b"RIFF", &[b"WEBP", chunks.concat().as_slice()].concat())
    }

    /// The chunk of a lossless picture from an encoder.
    fn lossless_chunk(width: u32, height: u32) -> Vec<u8> {
        encoded(width, height, image::ImageFormat::WebP)[12..].to_vec()
    }

    fn lossy_chunk(width: u16, height: u16) -> Vec<u8> {
        let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
        chunk(b"VP8 ", &[b"\x90\0\0\x9D\x01\x2A", sides.as_slice(), b"data"].concat())
    }

    fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
        let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
        chunk(b"VP8X", &[&[flags, 0, 0, 0], &width[..3], &height[..3]].concat())
    }

    fn frame_chunk(width: u32, height: u32, picture: &[u8]) -> Vec<u8> {
        let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
        chunk(b"ANMF", &[&[0; 6], &width[..3], &height[..3], &[100, 0, 0, 0], picture].concat())
    }

    /// The structure of a lossy picture.
    pub(in super::super) fn lossy(width: u16, height: u16) -> Vec<u8> {
        whole(&[&lossy_chunk(width, height)])
    }

    /// A picture with metadata.
    pub(in super::super) fn extended(width: u32, height: u32) -> Vec<u8> {
        let exif = chunk(b"EXIF", b"Exif\0");
        let file = whole(&[&canvas(8, width, height), &lossless_chunk(width, height), &exif]);
        assert!(image::load_from_memory(&file).is_ok(), "the reference decoder takes it");
        file
    }

    pub(in super::super) fn animated(width: u32, height: u32) -> Vec<u8> {
        let frame = frame_chunk(width, height, &lossless_chunk(width, height));
        let file = whole(&[&canvas(2, width, height), &chunk(b"ANIM", &[0; 6]), &frame, &frame]);
        assert!(image::load_from_memory(&file).is_ok(), "the reference decoder takes it");
        file
    }

    #[test]
    fn lossy_picture_of_an_encoder_is_complete() {
        let file = include_bytes!("../../../fuzz/seeds/photo/webp");
        assert_eq!(pixels(file, WebP), Some(64));
        assert!(image::load_from_memory(file).is_ok());
    }

    #[test]
    fn largest_width_and_height_are_read() {
        assert_eq!(pixels(&lossy(16_383, 12_288), WebP), Some(16_383 * 12_288));
        // The upper bits do not belong to the width or the height.
        assert_eq!(pixels(&lossy(0x4001, 0xC002), WebP), Some(2));
        let file = whole(&[&chunk(b"VP8L", b"\x2F\xFF\xFF\xFF\x0Fdata")]);
        assert_eq!(pixels(&file, WebP), Some(16_384 * 16_384));
        let file = whole(&[&canvas(0, 60_000, 3_000), &lossy_chunk(1, 1)]);
        assert_eq!(pixels(&file, WebP), Some(180_000_000));
        let frame = frame_chunk(1, 1, &lossy_chunk(200, 100));
        assert_eq!(pixels(&whole(&[&canvas(2, 10, 10), &frame]), WebP), Some(20_000));
    }

    #[test]
    fn final_padding_byte_may_be_missing() {
        let odd = chunk(b"VP8L", b"\x2F\0\0\0\0data!!");
        let mut file = whole(&[&odd]);
        file.truncate(file.len() - 1);
        file[4] -= 1;
        assert_eq!(pixels(&file, WebP), Some(1));
    }

    #[test]
    fn broken_structure_is_refused() {
        let good = lossy_chunk(4, 4);
        let with = |place: usize, value: u8| {
            let mut chunk = good.clone();
            chunk[place] = value;
            whole(&[&chunk])
        };
        let mut longer = lossy(4, 4);
        longer[4] += 2;
        for (what, file) in [
            ("nothing", whole(&[])),
            ("no picture", whole(&[&canvas(0, 4, 4), &chunk(b"EXIF", b"none")])),
            ("a frame without a picture", whole(&[&canvas(2, 4, 4), &frame_chunk(4, 4, b"")])),
            ("another chunk first", whole(&[&chunk(b"EXIF", b"none"), &good])),
            ("a frame that depends on another", with(8, 0x91)),
            ("a frame that is not shown", with(8, 0x80)),
            ("a first part longer than its chunk", with(9, 1)),
            ("no start code", with(11, 0)),
            ("no width", with(14, 0)),
            ("a chunk longer than the container", with(4, 200)),
            ("a container longer than the file", longer),
            ("lossless, of another version", whole(&[&chunk(b"VP8L", b"\x2F\0\0\0\x20data")])),
            ("lossless, without pixels", whole(&[&chunk(b"VP8L", b"\x2F\0\0\0\0")])),
        ] {
            assert_eq!(verdict(&file, WebP, 1), Some(FieldProblem::NotAnImage), "{what}");
        }
        assert_eq!(pixels(&whole(&[&good]), WebP), Some(16));
    }
}
