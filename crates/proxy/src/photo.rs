//! Whether a photo is a picture to its last byte.
//!
//! A signature says what a file wants to be. Decoding it says what it is: nothing that is half there, and no page that
//! begins as a GIF does.

use std::io::{self, BufRead, BufReader, Cursor, Read as _, Seek};

use customer_form_contract::ImageFormat;
use image::{ImageReader, Limits};
use tokio::io::AsyncSeekExt as _;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::spool::{Content, SpooledFile};

/// The most bytes of decoded pixels: 32 million in colour, which no photo of the default 5 MB has, and more than any
/// phone makes in that. A PNG of a few bytes can claim to have four billion.
const MAX_DECODED_BYTES: u64 = 96 << 20;

/// The most pixels on a side.
const MAX_SIDE: u32 = 1 << 14;

/// The most passes over a progressive JPEG; an encoder makes some ten. Each may be a few bytes and cost as much as a
/// whole picture.
const MAX_SCANS: usize = 100;

/// Looks at one photo at a time, whatever its size, so that pixels need memory once only. It takes a fraction of a
/// second, which visitors wait for who have uploaded for longer.
pub(crate) struct Photos(Semaphore);

impl Photos {
    pub(crate) fn new() -> Self {
        Self(Semaphore::new(1))
    }

    /// Gives the file back, at its start, if it is a picture.
    pub(crate) async fn check(
        &self,
        file: SpooledFile,
        format: ImageFormat,
    ) -> io::Result<Option<SpooledFile>> {
        // Never closed.
        let _permit = self.0.acquire().await;
        let SpooledFile { bytes, content } = file;
        let (content, decodes) = match content {
            Content::Memory(memory) => {
                let decodes = blocking({
                    let memory = memory.clone();
                    move || Ok(decodes(&mut Cursor::new(memory), format))
                });
                (Content::Memory(memory), decodes.await?.unwrap_or(false))
            }
            Content::Disk(mut file) => {
                // One and the same file, whose place both move.
                let mut reader = BufReader::new(file.try_clone().await?.into_std().await);
                let decodes = blocking(move || Ok(decodes(&mut reader, format))).await?.unwrap_or(false);
                file.rewind().await?;
                (Content::Disk(file), decodes)
            }
        };
        Ok(decodes.then_some(SpooledFile { bytes, content }))
    }
}

/// `None`: a decoder panicked, which no picture makes it do.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<Option<T>> {
    spawn_blocking(work).await.ok().transpose()
}

fn decodes(file: &mut (impl BufRead + Seek), format: ImageFormat) -> bool {
    if format == ImageFormat::Jpeg && (scans(file) > MAX_SCANS || file.rewind().is_err()) {
        return false;
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(file, decoder(format));
    reader.limits(limits);
    reader.decode().is_ok()
}

fn decoder(format: ImageFormat) -> image::ImageFormat {
    match format {
        ImageFormat::Jpeg => image::ImageFormat::Jpeg,
        ImageFormat::Png => image::ImageFormat::Png,
        ImageFormat::Gif => image::ImageFormat::Gif,
        ImageFormat::WebP => image::ImageFormat::WebP,
    }
}

/// How many scans a JPEG begins: its marker cannot come about among pixels (ITU-T T.81, B.1.1.5).
fn scans(file: &mut impl BufRead) -> usize {
    let mut before = 0;
    let mut number = 0;
    for byte in file.bytes().map_while(Result::ok) {
        number += usize::from((before, byte) == (0xFF, 0xDA));
        before = byte;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::Spool;

    fn jpeg() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(8, 8).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_jpeg_of_too_many_scans_is_none() {
        let picture = jpeg();
        assert_eq!(scans(&mut picture.as_slice()), 1);
        assert!(decodes(&mut Cursor::new(picture.clone()), ImageFormat::Jpeg));
        // Behind the picture's end, where the decoder does not look any more.
        let many = [picture, b"\xFF\xDA".repeat(MAX_SCANS)].concat();
        assert!(!decodes(&mut Cursor::new(many), ImageFormat::Jpeg));
    }

    #[tokio::test]
    async fn a_photo_comes_back_at_its_start_from_memory_and_from_disk() {
        let picture = jpeg();
        // What stands behind a picture's end is none of the decoder's business; here it makes the file a large one.
        let large = [picture.clone(), vec![0; 1 << 20]].concat();
        for (sent, on_disk) in [(picture, false), (large, true)] {
            let mut spool = Spool::new(u64::MAX);
            spool.write(&sent).await.unwrap();
            let file = spool.finish().await.unwrap().file.unwrap();
            assert_eq!(matches!(file.content, Content::Disk(_)), on_disk);
            let checked = Photos::new().check(file, ImageFormat::Jpeg).await.unwrap().unwrap();
            let read = match checked.content {
                Content::Memory(memory) => memory.to_vec(),
                Content::Disk(mut file) => {
                    let mut read = Vec::new();
                    tokio::io::AsyncReadExt::read_to_end(&mut *file, &mut read).await.unwrap();
                    read
                }
            };
            assert_eq!(read, sent);
        }
    }
}
