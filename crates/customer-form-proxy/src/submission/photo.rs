//! Checks that a photo is a complete picture, and counts its pixels.
//!
//! A signature only says which format a file claims to have. The structure shows whether the file is a complete
//! picture, and not, for example, a web page that begins like a GIF. Each format's module walks the structure from the
//! first byte to the picture's end, through a buffer of fixed size. Pixels are never stored in memory, so that a
//! picture of 200 megapixels needs no more memory than an icon.
//!
//! Bytes after the picture's end are ignored, since phones append a second picture or a film there.

mod gif;
mod jpeg;
mod png;
mod reader;
mod webp;

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader, Cursor};
use std::thread::available_parallelism;

use customer_form_contract::{FieldProblem, ImageFormat};
use tokio::io::AsyncSeekExt as _;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::spool::{FileBytes, SpooledFile};
use reader::{Flaw, Reader};

/// Checks at most as many photos at a time as there are processors. A photo costs processor time (a PNG's pixels are
/// decompressed and dropped) and about 100 KB of memory, whatever its size.
pub(crate) struct Photos(Semaphore);

impl Photos {
    pub(crate) fn new() -> Self {
        Self(Semaphore::new(available_parallelism().map_or(1, usize::from)))
    }

    /// Returns the file, at its start, if it is a complete picture of at most `max_pixels` pixels. Otherwise it returns
    /// [`FieldProblem::NotAnImage`] or [`FieldProblem::TooManyPixels`].
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub(crate) async fn check(
        &self,
        file: SpooledFile,
        format: ImageFormat,
        max_pixels: u64,
    ) -> io::Result<Result<SpooledFile, FieldProblem>> {
        // The semaphore is never closed, so that this cannot fail.
        let _permit = self.0.acquire().await;
        let SpooledFile { bytes, content } = file;
        let (content, problem) = match content {
            FileBytes::Memory(memory) => {
                let mut reader = Cursor::new(memory.clone());
                (
                    FileBytes::Memory(memory),
                    blocking(move || problem_of(&mut reader, format, max_pixels)).await?,
                )
            }
            FileBytes::Disk(mut file) => {
                // Both handles share one file position.
                let mut reader = BufReader::new(file.try_clone().await?.into_std().await);
                let problem = blocking(move || problem_of(&mut reader, format, max_pixels)).await?;
                file.rewind().await?;
                (FileBytes::Disk(file), problem)
            }
        };
        Ok(problem.map_or(Ok(SpooledFile { bytes, content }), Err))
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The problem with the photo, if there is one. The structure is checked before the number of pixels, since only a
/// picture has pixels.
fn problem_of(
    file: &mut dyn BufRead,
    format: ImageFormat,
    max_pixels: u64,
) -> io::Result<Option<FieldProblem>> {
    let mut reader = Reader::new(file);
    let pixels = match format {
        ImageFormat::Jpeg => jpeg::pixels(&mut reader),
        ImageFormat::Png => png::pixels(&mut reader, max_pixels),
        ImageFormat::Gif => gif::pixels(&mut reader),
        ImageFormat::WebP => webp::pixels(&mut reader),
    };
    match pixels {
        Ok(actual) if actual > max_pixels => Ok(Some(FieldProblem::TooManyPixels { max_pixels, actual })),
        Ok(_) => Ok(None),
        Err(Flaw::NotAPicture) => Ok(Some(FieldProblem::NotAnImage)),
        Err(Flaw::Unreadable(error)) => Err(error),
    }
}
