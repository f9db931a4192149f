//! The request body for the CRM. It is read from memory and from temporary files as fast as the connection takes it.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::sync::watch;
use tokio_util::io::poll_read_buf;

use super::multipart::{Framed, Segment};
use crate::spool::{DiskFile, FileBytes, SpooledFile};

/// The number of bytes that are read from a temporary file at once.
const READ_BYTES: usize = 16 << 10;

/// Implements [`Body`] with an exact length, so that the request has a `Content-Length`. Behind some web servers PHP
/// does not read a chunked body.
pub(super) struct SendBody {
    segments: VecDeque<Segment>,
    reading: Option<Reading>,
    left: u64,
    /// The number of bytes that the connection has taken. The sender is dropped with the body, when the body has been
    /// sent or given up.
    taken: watch::Sender<u64>,
}

struct Reading {
    file: DiskFile,
    left: u64,
}

impl SendBody {
    pub(super) fn new(framed: Framed) -> (Self, watch::Receiver<u64>) {
        let (taken, progress) = watch::channel(0);
        let body = Self { segments: framed.segments.into(), reading: None, left: framed.length, taken };
        (body, progress)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            if let Some(reading) = &mut self.reading {
                match ready!(reading.poll(cx)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => self.reading = None,
                }
            }
            match self.segments.pop_front() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) => {
                    if !bytes.is_empty() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                Some(Segment::File(SpooledFile { content: FileBytes::Memory(bytes), .. })) => {
                    self.segments.push_front(Segment::Bytes(bytes));
                }
                Some(Segment::File(SpooledFile { content: FileBytes::Disk(file), bytes })) => {
                    self.reading = Some(Reading { file, left: bytes });
                }
            }
        }
    }
}

impl Reading {
    /// The file's next chunk. `None` at the end.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut buffer = BytesMut::with_capacity(READ_BYTES);
        let read = match ready!(poll_read_buf(Pin::new(&mut *self.file), cx, &mut buffer)) {
            // The file has fewer bytes than announced in `Content-Length`. The request fails, because the CRM would
            // wait for the rest.
            Ok(0) => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            Ok(read) => read as u64,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        self.left = self.left.saturating_sub(read);
        Poll::Ready(Some(Ok(buffer.freeze())))
    }
}

impl Body for SendBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = ready!(self.poll_next(cx));
        if let Some(Ok(chunk)) = &next {
            let bytes = chunk.len() as u64;
            self.left = self.left.saturating_sub(bytes);
            self.taken.send_modify(|taken| *taken += bytes);
        }
        Poll::Ready(next.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
