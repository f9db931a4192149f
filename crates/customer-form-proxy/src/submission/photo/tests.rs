use std::io::Read;

use image::{ImageFormat as Encoding, RgbImage};

use super::*;
use crate::spool::Spool;

/// The verdict, after checking that it does not depend on the size of the pieces in which the file is read.
pub(super) fn verdict(file: &[u8], format: ImageFormat, max_pixels: u64) -> Option<FieldProblem> {
    let mut whole = file;
    let at_once = problem_of(&mut whole, format, max_pixels).unwrap();
    let by_seven = problem_of(&mut BufReader::with_capacity(7, file), format, max_pixels).unwrap();
    assert_eq!(at_once, by_seven);
    at_once
}

/// The number of pixels, if the file is a picture.
pub(super) fn pixels(file: &[u8], format: ImageFormat) -> Option<u64> {
    match verdict(file, format, u64::MAX) {
        None => {}
        Some(FieldProblem::NotAnImage) => return None,
        Some(other) => panic!("{other:?}"),
    }
    match verdict(file, format, 0) {
        Some(FieldProblem::TooManyPixels { max_pixels: 0, actual }) => Some(actual),
        other => panic!("{other:?}"),
    }
}

/// A picture of many colours.
pub(super) fn encoded(width: u32, height: u32, encoding: Encoding) -> Vec<u8> {
    let pixel = |x: u32, y: u32| [x * 7, y * 5, x * y].map(|value| (value % 256) as u8);
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb(pixel(x, y)));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, encoding).unwrap();
    bytes.into_inner()
}

/// Pictures of 40 by 30 pixels, of every kind that a visitor may have.
fn pictures() -> Vec<(&'static str, ImageFormat, Vec<u8>)> {
    vec![
        ("JPEG", ImageFormat::Jpeg, encoded(40, 30, Encoding::Jpeg)),
        ("progressive JPEG", ImageFormat::Jpeg, jpeg::tests::progressive(40, 30)),
        ("PNG", ImageFormat::Png, encoded(40, 30, Encoding::Png)),
        ("interlaced PNG", ImageFormat::Png, png::tests::interlaced(40, 30)),
        ("GIF", ImageFormat::Gif, encoded(40, 30, Encoding::Gif)),
        ("animated GIF", ImageFormat::Gif, gif::tests::animated(40, 30)),
        ("lossless WebP", ImageFormat::WebP, encoded(40, 30, Encoding::WebP)),
        ("lossy WebP", ImageFormat::WebP, webp::tests::lossy(40, 30)),
        ("extended WebP", ImageFormat::WebP, webp::tests::extended(40, 30)),
        ("animated WebP", ImageFormat::WebP, webp::tests::animated(40, 30)),
    ]
}

#[test]
fn every_kind_of_picture_has_its_pixel_count() {
    for (kind, format, picture) in pictures() {
        assert_eq!(ImageFormat::sniff(&picture), Some(format), "{kind}");
        assert_eq!(pixels(&picture, format), Some(1_200), "{kind}");
    }
}

#[test]
fn picture_passes_at_the_pixel_limit_and_fails_above() {
    for (kind, format, picture) in pictures() {
        assert_eq!(verdict(&picture, format, 1_200), None, "{kind}");
        let too_many = FieldProblem::TooManyPixels { max_pixels: 1_199, actual: 1_200 };
        assert_eq!(verdict(&picture, format, 1_199), Some(too_many), "{kind}");
    }
}

#[test]
fn truncated_picture_is_refused_at_every_length() {
    for (kind, format, picture) in pictures() {
        // A GIF may lack its trailer and the frames after the first one.
        let end =
            if format == ImageFormat::Gif { gif::tests::first_frame_end(&picture) } else { picture.len() };
        for length in 0..end {
            assert_eq!(pixels(&picture[..length], format), None, "{kind} of {length} bytes");
            assert_eq!(verdict(&picture[..length], format, 0), Some(FieldProblem::NotAnImage), "{kind}");
        }
        assert_eq!(pixels(&picture[..end], format), Some(1_200), "{kind}");
    }
}

#[test]
fn bytes_after_the_end_of_a_picture_are_ignored() {
    for (kind, format, picture) in pictures() {
        for behind in [picture.clone(), b"\xFF\xDA".repeat(500), b"\0\0\0\x18ftypmp42".to_vec()] {
            let file = [picture.clone(), behind].concat();
            assert_eq!(pixels(&file, format), Some(1_200), "{kind}");
        }
    }
}

#[test]
fn a_picture_with_any_bit_flipped_gets_a_verdict() {
    for (_, format, picture) in pictures() {
        for bit in 0..picture.len() * 8 {
            let mut flipped = picture.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // The check neither panics nor returns a system error.
            problem_of(&mut flipped.as_slice(), format, 1_000_000).unwrap();
        }
    }
}

#[test]
fn file_that_only_begins_as_a_picture_is_refused() {
    let page = b"<html><body><script>alert(document.domain)</script></body></html>".repeat(100);
    for (kind, format, picture) in pictures() {
        for length in [3, 4, 6, 8, 12, 16, 20, 24] {
            let file = [&picture[..length], &page].concat();
            assert_eq!(
                verdict(&file, format, 1),
                Some(FieldProblem::NotAnImage),
                "{kind}, {length} bytes of it"
            );
        }
    }
    assert_eq!(
        verdict(b"GIF89a<script>alert(1)</script>", ImageFormat::Gif, 1),
        Some(FieldProblem::NotAnImage)
    );
    assert_eq!(verdict(b"RIFF\x10\0\0\0WEBPVP8 junk", ImageFormat::WebP, 1), Some(FieldProblem::NotAnImage));
}

#[test]
fn unreadable_file_is_an_io_error() {
    struct Unreadable;
    impl Read for Unreadable {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    for format in ImageFormat::ALL {
        assert!(problem_of(&mut BufReader::new(Unreadable), format, 1).is_err());
    }
}

async fn spooled(content: &[u8]) -> SpooledFile {
    let mut spool = Spool::new(u64::MAX);
    spool.write(content).await.unwrap();
    spool.finish().await.unwrap().file.unwrap()
}

#[tokio::test]
async fn checked_photo_is_rewound_in_memory_and_on_disk() {
    let picture = encoded(8, 8, Encoding::Jpeg);
    // Bytes after a picture's end are ignored. Here they make the file large.
    let large = [picture.clone(), vec![0; 1 << 20]].concat();
    for (sent, on_disk) in [(picture, false), (large, true)] {
        let file = spooled(&sent).await;
        assert_eq!(matches!(file.content, FileBytes::Disk(_)), on_disk);
        let checked = Photos::new().check(file, ImageFormat::Jpeg, 64).await.unwrap().unwrap();
        assert_eq!(checked.bytes, sent.len() as u64);
        let read = match checked.content {
            FileBytes::Memory(memory) => memory.to_vec(),
            FileBytes::Disk(mut file) => {
                let mut read = Vec::new();
                tokio::io::AsyncReadExt::read_to_end(&mut *file, &mut read).await.unwrap();
                read
            }
        };
        assert_eq!(read, sent);
        let refused = Photos::new().check(spooled(&sent).await, ImageFormat::Jpeg, 63).await.unwrap();
        assert_eq!(refused.err(), Some(FieldProblem::TooManyPixels { max_pixels: 63, actual: 64 }));
    }
}
