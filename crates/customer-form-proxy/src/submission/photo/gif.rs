//! GIF: Graphics Interchange Format, version 89a.

use super::reader::{Flaw, Reader, require};

/// The first byte of each kind of block (appendix A).
mod introducer {
    pub(super) const EXTENSION: u8 = b'!';
    pub(super) const FRAME: u8 = b',';
}

/// The number of pixels of a GIF whose blocks are complete up to the end of its first frame. It is the number of the
/// screen or of the largest frame, whichever is greater.
///
/// An error after the first frame only ends the animation, as in browsers: many GIFs lack their trailer.
pub(super) fn pixels(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    require(matches!(&file.array()?, b"GIF87a" | b"GIF89a"))?;
    let mut pixels = screen(file)?;
    loop {
        if block(file, &mut pixels)? == Block::Frame {
            break;
        }
    }
    require(pixels > 0)?;
    loop {
        match block(file, &mut pixels) {
            Ok(Block::Frame | Block::Extension) => {}
            Err(Flaw::NotAPicture) => return Ok(pixels),
            Err(error @ Flaw::Unreadable(_)) => return Err(error),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Block {
    Frame,
    Extension,
}

/// Reads one block. The trailer and an unknown block are a flaw.
fn block(file: &mut Reader<'_>, pixels: &mut u64) -> Result<Block, Flaw> {
    match file.byte()? {
        introducer::EXTENSION => {
            let _label = file.byte()?;
            sub_blocks(file)?;
            Ok(Block::Extension)
        }
        introducer::FRAME => {
            frame(file, pixels)?;
            Ok(Block::Frame)
        }
        // The trailer, or an unknown block.
        _ => Err(Flaw::NotAPicture),
    }
}

/// Reads the logical screen (section 18) and the global colour table (section 19). Returns the number of the screen's
/// pixels.
fn screen(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    let pixels = size(file)?;
    let [packed, _background, _aspect_ratio] = file.array()?;
    colours(file, packed)?;
    Ok(pixels)
}

/// Reads a frame (section 20) with its colour table (section 21) and its compressed pixels (section 22).
fn frame(file: &mut Reader<'_>, pixels: &mut u64) -> Result<(), Flaw> {
    let _left_and_top: [u8; 4] = file.array()?;
    *pixels = size(file)?.max(*pixels);
    let packed = file.byte()?;
    colours(file, packed)?;
    // The longest code of the compression has 12 bits, and the first codes have one bit more than this number.
    let bits_per_code = file.byte()?;
    require((1..=11).contains(&bits_per_code))?;
    require(sub_blocks(file)? > 0)
}

fn size(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    let [width, height] = [file.array()?, file.array()?].map(|side| u64::from(u16::from_le_bytes(side)));
    Ok(width * height)
}

/// Skips a colour table, if the highest of the packed bits says that there is one. The lowest three bits give its size.
fn colours(file: &mut Reader<'_>, packed: u8) -> Result<(), Flaw> {
    if packed & 0x80 == 0 { Ok(()) } else { file.skip(3 << ((packed & 7) + 1)) }
}

/// Skips sub-blocks up to and including the empty one that ends them (sections 15 and 16). Returns their number.
fn sub_blocks(file: &mut Reader<'_>) -> Result<u64, Flaw> {
    let mut number = 0;
    loop {
        match file.byte()? {
            0 => return Ok(number),
            bytes => file.skip(u64::from(bytes))?,
        }
        number += 1;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use customer_form_contract::FieldProblem;
    use customer_form_contract::ImageFormat::Gif;
    use image::codecs::gif::GifEncoder;
    use image::{Delay, Frame, RgbaImage};

    use super::*;
    use crate::submission::photo::tests::{encoded, pixels, verdict};

    const COMMENT: &[u8] = b"!\xFE\x04none\0";

    fn screen_of(width: u16, height: u16) -> Vec<u8> {
        [b"GIF89a".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), &[0; 3]].concat()
    }

    fn frame_of(width: u16, height: u16) -> Vec<u8> {
        [b",\0\0\0\0".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), b"\0\x02\x02\x44\x01\0"]
            .concat()
    }

    pub(in super::super) fn animated(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = GifEncoder::new(&mut bytes);
        for shade in [0, 100, 200] {
            let picture = RgbaImage::from_pixel(width, height, image::Rgba([shade, 0, 0, 255]));
            let delay = Delay::from_numer_denom_ms(100, 1);
            encoder.encode_frame(Frame::from_parts(picture, 0, 0, delay)).unwrap();
        }
        drop(encoder);
        bytes
    }

    /// The length in bytes of a GIF up to the end of its first frame.
    pub(in super::super) fn first_frame_end(file: &[u8]) -> usize {
        let mut rest = file;
        let mut reader = Reader::new(&mut rest);
        let _: [u8; 6] = reader.array().unwrap();
        let mut pixels = screen(&mut reader).unwrap();
        while block(&mut reader, &mut pixels).unwrap() != Block::Frame {}
        file.len() - rest.len()
    }

    #[test]
    fn a_frame_may_be_larger_than_the_screen() {
        let file = [screen_of(4, 4), frame_of(3, 3), frame_of(5, 4), b";".to_vec()].concat();
        assert_eq!(pixels(&file, Gif), Some(20));
        let file = [screen_of(0, 0), frame_of(65_535, 3_072), b";".to_vec()].concat();
        assert_eq!(pixels(&file, Gif), Some(201_323_520));
        assert_eq!(verdict(&file, Gif, 201_326_592), None);
    }

    #[test]
    fn a_whole_first_frame_is_enough() {
        let first = [screen_of(4, 4), COMMENT.to_vec(), frame_of(4, 4)].concat();
        assert_eq!(first_frame_end(&first), first.len());
        for behind in [b"".as_slice(), b";", b"\0", b"!", b"!\xFE\x04no", b",\0", b"<script>"] {
            assert_eq!(pixels(&[&first, behind].concat(), Gif), Some(16), "{behind:?}");
        }
        let torn = frame_of(9, 9);
        assert_eq!(
            pixels(&[&first, &torn[..torn.len() - 2]].concat(), Gif),
            Some(81),
            "the size of an incomplete frame counts"
        );
    }

    #[test]
    fn broken_structure_is_refused() {
        let screen = screen_of(4, 4);
        let frame = frame_of(4, 4);
        for (what, file) in [
            ("no frame", [screen.as_slice(), COMMENT, b";"].concat()),
            ("no pixels", [screen.as_slice(), &frame[..10], b"\x02\0;"].concat()),
            ("codes of too many bits", [screen.as_slice(), &frame[..10], b"\x0C\x02\x44\x01\0;"].concat()),
            ("an unknown block", [screen.as_slice(), b"\0", &frame, b";"].concat()),
            ("no size at all", [screen_of(0, 0).as_slice(), &frame_of(0, 0), b";"].concat()),
            ("an unknown version", [b"GIF90a".as_slice(), &screen[6..], &frame, b";"].concat()),
        ] {
            assert_eq!(verdict(&file, Gif, 1), Some(FieldProblem::NotAnImage), "{what}");
        }
        assert_eq!(pixels(&encoded(7, 5, image::ImageFormat::Gif), Gif), Some(35));
    }
}
