//! Whether a photo is a whole picture, and how many pixels the picture has.
//!
//! A signature says what a file wants to be. Its structure says what the file is: nothing that is half there, and no
//! page that begins as a GIF does. Each format's module walks the structure from the first byte to the picture's end,
//! through a buffer of fixed size. Pixels are never decoded into memory, so that a picture of 200 megapixels needs no
//! more of it than an icon.
//!
//! What follows the picture's end is not looked at: phones append a second picture or a film there.

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

/// Looks at as many photos at a time as there are processors. A photo is work for a processor (a PNG's pixels are
/// decompressed and thrown away) and takes some 100 KB of memory, whatever its size.
pub(crate) struct Photos(Semaphore);

impl Photos {
    pub(crate) fn new() -> Self {
        Self(Semaphore::new(available_parallelism().map_or(1, usize::from)))
    }

    /// Gives the file back, at its start, if it is a whole picture of at most `max_pixels` pixels.
    ///
    /// The problem is [`FieldProblem::NotAnImage`] or [`FieldProblem::TooManyPixels`].
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub(crate) async fn check(
        &self,
        file: SpooledFile,
        format: ImageFormat,
        max_pixels: u64,
    ) -> io::Result<Result<SpooledFile, FieldProblem>> {
        // Never closed.
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
                // One and the same file, whose place both move.
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

/// What is wrong with the photo. A file that is no picture has no pixels, so that this is found out first.
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
