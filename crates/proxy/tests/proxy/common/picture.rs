//! Photos that are pictures.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};

/// Of a few bytes.
pub(crate) fn gif() -> Vec<u8> {
    encode(&RgbImage::new(1, 1), ImageFormat::Gif)
}

/// A PNG of these pixels, three bytes each.
pub(crate) fn png(side: u32, pixels: Vec<u8>) -> Vec<u8> {
    encode(&RgbImage::from_raw(side, side, pixels).unwrap(), ImageFormat::Png)
}

fn encode(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
