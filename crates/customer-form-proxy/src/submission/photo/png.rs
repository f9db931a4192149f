//! PNG: W3C, Portable Network Graphics, third edition.

mod data;

use flate2::Crc;

use super::reader::{Flaw, Reader, require};
use data::Data;

/// The signature of a PNG (section 5.2).
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

/// The largest chunk in bytes (section 5.3).
const MAX_CHUNK_BYTES: u32 = i32::MAX as u32;

/// The number of pixels of a PNG whose chunks are complete from the header to the end, with the right checksums, and
/// whose compressed data holds at least as many bytes as the header requires.
///
/// A picture of more than `max_pixels` pixels is not decompressed, since a file of a few bytes may claim any number of
/// pixels. Bytes beyond those that the header requires are not decompressed either, since decoders drop them. A wrong
/// checksum is a flaw only in critical chunks, which a decoder must understand (section 13.1). Decoders ignore other
/// chunks.
pub(super) fn pixels(file: &mut Reader<'_>, max_pixels: u64) -> Result<u64, Flaw> {
    require(file.array()? == SIGNATURE)?;
    let header = header(file)?;
    let pixels = u64::from(header.width) * u64::from(header.height);
    let mut data = (pixels <= max_pixels).then(|| Data::new(header.data_bytes()));
    let (mut has_palette, mut has_data) = (!header.colour.is_indexed(), false);
    loop {
        let (bytes, kind) = chunk(file)?;
        match &kind {
            b"IHDR" => return Err(Flaw::NotAPicture),
            b"PLTE" => {
                has_palette = true;
                content(file, bytes, kind, |_| Ok(()))?;
            }
            b"IDAT" => {
                require(has_palette)?;
                has_data |= bytes > 0;
                content(file, bytes, kind, |piece| data.as_mut().map_or(Ok(()), |data| data.inflate(piece)))?;
            }
            b"IEND" => {
                content(file, bytes, kind, |_| Ok(()))?;
                require(has_data && data.is_none_or(|data| data.is_whole()))?;
                return Ok(pixels);
            }
            _ => content(file, bytes, kind, |_| Ok(()))?,
        }
    }
}

/// Reads the length and the type of the next chunk (section 5.3).
fn chunk(file: &mut Reader<'_>) -> Result<(u32, [u8; 4]), Flaw> {
    let bytes = u32::from_be_bytes(file.array()?);
    let kind = file.array()?;
    require(bytes <= MAX_CHUNK_BYTES && kind.iter().all(u8::is_ascii_alphabetic))?;
    Ok((bytes, kind))
}

/// Passes a chunk's content to `take`, and checks the chunk's checksum.
fn content(
    file: &mut Reader<'_>,
    bytes: u32,
    kind: [u8; 4],
    mut take: impl FnMut(&[u8]) -> Result<(), Flaw>,
) -> Result<(), Flaw> {
    let mut sum = Crc::new();
    sum.update(&kind);
    file.pieces(u64::from(bytes), |piece| {
        sum.update(piece);
        take(piece)
    })?;
    let expected = u32::from_be_bytes(file.array()?);
    let [first, ..] = kind;
    let is_critical = first.is_ascii_uppercase();
    require(sum.sum() == expected || !is_critical)
}

/// The chunk IHDR (section 11.2.1).
struct Header {
    width: u32,
    height: u32,
    bits_per_sample: u8,
    colour: Colour,
    is_interlaced: bool,
}

fn header(file: &mut Reader<'_>) -> Result<Header, Flaw> {
    let (bytes, kind) = chunk(file)?;
    require((bytes, &kind) == (13, b"IHDR"))?;
    let content: [u8; 13] = file.array()?;
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(&content);
    require(sum.sum() == u32::from_be_bytes(file.array()?))?;
    let [w0, w1, w2, w3, h0, h1, h2, h3, bits_per_sample, colour, compression, filter, interlace] = content;
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    let colour = Colour::new(colour, bits_per_sample).ok_or(Flaw::NotAPicture)?;
    let sides = 1..=MAX_CHUNK_BYTES;
    require(sides.contains(&width) && sides.contains(&height))?;
    require((compression, filter) == (0, 0) && interlace <= 1)?;
    Ok(Header { width, height, bits_per_sample, colour, is_interlaced: interlace == 1 })
}

impl Header {
    /// The number of bytes that the compressed data must hold: for each line one byte for the filter type, and the
    /// samples, rounded up to whole bytes (section 7.2).
    fn data_bytes(&self) -> u64 {
        let bits_per_pixel = u64::from(self.bits_per_sample) * self.colour.samples();
        let pass = |width: u64, height: u64| {
            let line_bytes = 1 + width.saturating_mul(bits_per_pixel).div_ceil(8);
            // A pass without columns has no lines.
            if width == 0 { 0 } else { height.saturating_mul(line_bytes) }
        };
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        if !self.is_interlaced {
            return pass(width, height);
        }
        // Of each block of 8 by 8 pixels: the first column and line of a pass, and the distances between its columns
        // and lines (section 8.1).
        let passes = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let bytes = passes.map(|(column, line, across, down)| {
            pass(width.saturating_sub(column).div_ceil(across), height.saturating_sub(line).div_ceil(down))
        });
        bytes.into_iter().fold(0, u64::saturating_add)
    }
}

/// The kind of a pixel's samples (section 6.1).
#[derive(Clone, Copy)]
enum Colour {
    Grey,
    Rgb,
    Indexed,
    GreyAlpha,
    RgbAlpha,
}

impl Colour {
    /// `None`: there is no such colour type, or it does not allow this number of bits (table 11.1).
    fn new(number: u8, bits_per_sample: u8) -> Option<Self> {
        match (number, bits_per_sample) {
            (0, 1 | 2 | 4 | 8 | 16) => Some(Self::Grey),
            (2, 8 | 16) => Some(Self::Rgb),
            (3, 1 | 2 | 4 | 8) => Some(Self::Indexed),
            (4, 8 | 16) => Some(Self::GreyAlpha),
            (6, 8 | 16) => Some(Self::RgbAlpha),
            _ => None,
        }
    }

    fn samples(self) -> u64 {
        match self {
            Self::Grey | Self::Indexed => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::RgbAlpha => 4,
        }
    }

    fn is_indexed(self) -> bool {
        matches!(self, Self::Indexed)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{self, Write};

    use customer_form_contract::FieldProblem;
    use customer_form_contract::ImageFormat::Png;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;
    use crate::submission::photo::tests::{encoded, pixels, verdict};

    /// The lengths of the rows of all passes of an interlaced picture, counted pixel by pixel.
    fn interlaced_rows(width: u32, height: u32) -> Vec<usize> {
        let pass = |x: u32, y: u32| match (x % 8, y % 8) {
            (0, 0) => 0,
            (4, 0) => 1,
            (0 | 4, 4) => 2,
            (2 | 6, 0 | 4) => 3,
            (0 | 2 | 4 | 6, 2 | 6) => 4,
            (1 | 3 | 5 | 7, 0 | 2 | 4 | 6) => 5,
            _ => 6,
        };
        let mut rows = Vec::new();
        for number in 0..7 {
            for y in 0..height {
                let row = (0..width).filter(|x| pass(*x, y) == number).count();
                rows.extend((row > 0).then_some(row));
            }
        }
        rows
    }

    fn chunk_of(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut sum = Crc::new();
        sum.update(kind);
        sum.update(content);
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length, kind.as_slice(), content, &sum.sum().to_be_bytes()].concat()
    }

    fn header_of(width: u32, height: u32, kind: [u8; 3]) -> Vec<u8> {
        let [bits, colour, interlace] = kind;
        let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
        chunk_of(b"IHDR", &[width.as_slice(), &height, &[bits, colour, 0, 0, interlace]].concat())
    }

    fn compressed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn whole(chunks: &[&[u8]]) -> Vec<u8> {
        [&SIGNATURE, chunks.concat().as_slice(), &chunk_of(b"IEND", b"")].concat()
    }

    /// A picture of black pixels. `kind` is bits per sample, colour type and interlace method.
    fn black(width: u32, height: u32, kind: [u8; 3], data_bytes: usize) -> Vec<u8> {
        let data = chunk_of(b"IDAT", &compressed(&vec![0; data_bytes]));
        whole(&[&header_of(width, height, kind), &chunk_of(b"PLTE", &[0; 3]), &data])
    }

    pub(in super::super) fn interlaced(width: u32, height: u32) -> Vec<u8> {
        let bytes = interlaced_rows(width, height).into_iter().map(|pixels| 1 + 3 * pixels).sum();
        let file = black(width, height, [8, 2, 1], bytes);
        assert!(image::load_from_memory(&file).is_ok(), "the reference decoder takes it");
        file
    }

    #[test]
    fn interlaced_picture_of_every_small_size_is_complete() {
        for (width, height) in (1..=17).flat_map(|width| (1..=17).map(move |height| (width, height))) {
            let bytes = interlaced_rows(width, height).into_iter().map(|pixels| 1 + pixels.div_ceil(8)).sum();
            let expected = u64::from(width * height);
            assert_eq!(pixels(&black(width, height, [1, 0, 1], bytes), Png), Some(expected));
            assert_eq!(pixels(&black(width, height, [1, 0, 1], bytes - 1), Png), None, "{width}, {height}");
        }
    }

    #[test]
    fn every_pixel_format_needs_its_number_of_bytes() {
        let depths = [(0, vec![1, 2, 4, 8, 16], 1), (2, vec![8, 16], 3), (3, vec![1, 2, 4, 8], 1)];
        let with_alpha = [(4, vec![8, 16], 2), (6, vec![8, 16], 4)];
        for (colour, depths, samples) in depths.into_iter().chain(with_alpha) {
            for bits in [1, 2, 4, 8, 16] {
                let bytes = 3 * (1 + (5 * samples * usize::from(bits)).div_ceil(8));
                let whole = pixels(&black(5, 3, [bits, colour, 0], bytes), Png);
                assert_eq!(whole, depths.contains(&bits).then_some(15), "{colour}, {bits}");
                assert_eq!(pixels(&black(5, 3, [bits, colour, 0], bytes - 1), Png), None);
            }
        }
    }

    #[test]
    fn data_chunks_of_any_length_form_one_stream() {
        let data = compressed(&[0; 3 * 16]);
        let header = header_of(5, 3, [8, 2, 0]);
        for at in 0..=data.len() {
            let (first, second) = data.split_at(at);
            let file = whole(&[&header, &chunk_of(b"IDAT", first), &chunk_of(b"IDAT", second)]);
            assert_eq!(pixels(&file, Png), Some(15));
        }
    }

    #[test]
    fn bytes_past_the_last_pixel_are_dropped_as_decoders_do() {
        assert_eq!(pixels(&black(5, 3, [8, 2, 0], 1_000_000), Png), Some(15));
    }

    #[test]
    fn broken_structure_is_refused() {
        let header = header_of(5, 3, [8, 2, 0]);
        let data = chunk_of(b"IDAT", &compressed(&[0; 48]));
        let raw = chunk_of(b"IDAT", &compressed(&[0; 48])[2..]);
        let wrong = |chunk: &[u8]| {
            let mut chunk = chunk.to_vec();
            *chunk.last_mut().unwrap() ^= 1;
            chunk
        };
        let comment = chunk_of(b"tEXt", b"Comment\0none");
        let indexed = header_of(5, 3, [8, 3, 0]);
        let mut unknown = header.clone();
        unknown[18] = 1;
        for (what, chunks) in [
            ("no header", vec![data.as_slice()]),
            ("no data", vec![&header]),
            ("empty data", vec![&header, &chunk_of(b"IDAT", b"")]),
            ("two headers", vec![&header, &header, &data]),
            ("a header with a wrong checksum", vec![&wrong(&header), &data]),
            ("data with a wrong checksum", vec![&header, &wrong(&data)]),
            ("data that is not compressed", vec![&header, &chunk_of(b"IDAT", &[0; 48])]),
            ("compressed data without its head", vec![&header, &raw]),
            ("colours without a palette", vec![&indexed, &data]),
            ("an unknown compression", vec![&unknown, &data]),
            ("no width", vec![&header_of(0, 3, [8, 2, 0]), &data]),
            ("a chunk's type of no letters", vec![&header, &chunk_of(b"<htm", b""), &data]),
        ] {
            assert_eq!(pixels(&whole(&chunks), Png), None, "{what}");
        }
        assert_eq!(pixels(&whole(&[&header, &wrong(&comment), &data]), Png), Some(15));
    }

    #[test]
    fn more_pixels_than_allowed_are_not_decompressed() {
        // The data is not compressed data at all.
        let data = chunk_of(b"IDAT", &[0; 48]);
        let file = whole(&[&header_of(65_000, 65_000, [8, 2, 0]), &data]);
        let too_many = FieldProblem::TooManyPixels { max_pixels: 201_326_592, actual: 4_225_000_000 };
        assert_eq!(verdict(&file, Png, 201_326_592), Some(too_many));
        assert_eq!(verdict(&file, Png, u64::MAX), Some(FieldProblem::NotAnImage));
        let largest = whole(&[&header_of(MAX_CHUNK_BYTES, MAX_CHUNK_BYTES, [16, 6, 1]), &data]);
        assert!(matches!(verdict(&largest, Png, 1 << 40), Some(FieldProblem::TooManyPixels { .. })));
        assert_eq!(verdict(&largest, Png, u64::MAX), Some(FieldProblem::NotAnImage));
    }

    #[test]
    fn two_hundred_megapixels_stream_through_one_buffer() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        let bytes = 12_288 * (1 + 16_384 / 8);
        io::copy(&mut io::Read::take(io::repeat(0), bytes), &mut encoder).unwrap();
        let data = chunk_of(b"IDAT", &encoder.finish().unwrap());
        let file = whole(&[&header_of(16_384, 12_288, [1, 0, 0]), &data]);
        assert_eq!(verdict(&file, Png, 201_326_592), None);
        // The same number of pixels in two lines.
        let file = whole(&[&header_of(201_326_592 / 2, 2, [1, 0, 0]), &data]);
        assert_eq!(verdict(&file, Png, 201_326_592), None);
    }

    #[test]
    fn picture_of_an_encoder_is_complete() {
        assert_eq!(pixels(&encoded(300, 200, image::ImageFormat::Png), Png), Some(60_000));
    }
}
