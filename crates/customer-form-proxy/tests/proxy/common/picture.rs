//! Photos that are pictures.

use std::io::Cursor;

use image::{GrayImage, ImageFormat, RgbImage};

/// A GIF of a few bytes.
pub(crate) fn gif() -> Vec<u8> {
    encode(&RgbImage::new(1, 1), ImageFormat::Gif)
}

/// A square PNG with these pixels, three bytes for each pixel.
pub(crate) fn png(side: u32, pixels: Vec<u8>) -> Vec<u8> {
    encode(&RgbImage::from_raw(side, side, pixels).unwrap(), ImageFormat::Png)
}

/// The structure of a JPEG of this size in pixels, with any data in its only scan.
pub(crate) fn jpeg(width: u16, height: u16, data: &[u8]) -> Vec<u8> {
    let sides = [height.to_be_bytes(), width.to_be_bytes()].concat();
    let frame = [b"\xFF\xC0\0\x0B\x08".as_slice(), &sides, b"\x01\x01\x11\0"].concat();
    let scan = b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0";
    [b"\xFF\xD8", frame.as_slice(), scan, data, b"\xFF\xD9"].concat()
}

/// A black greyscale PNG.
pub(crate) fn grey_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    GrayImage::new(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A black GIF.
pub(crate) fn gif_of(width: u32, height: u32) -> Vec<u8> {
    encode(&RgbImage::new(width, height), ImageFormat::Gif)
}

fn encode(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
