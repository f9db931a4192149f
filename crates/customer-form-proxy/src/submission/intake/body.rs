//! A request's body, within limits of size and time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http_body_util::BodyStream;
use thiserror::Error;
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::part::MAX_HEAD_BYTES;
use crate::count::count;
use crate::door::pace::SharedPace;
use crate::settings::Timeouts;

/// How long the rest of a refused body is read. Most browsers read the answer only after they have sent the whole body.
/// If the connection is closed before, the answer is lost with it.
const DRAIN: Duration = Duration::from_secs(5);

/// Why a body was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum BodyError {
    #[error("the body has more than {}", count(*max_bytes, "byte"))]
    TooLarge { max_bytes: u64 },
    #[error("no byte of the body arrived for {}", count(.0.as_secs(), "second"))]
    Idle(Duration),
    #[error("the body was not complete after {}", count(.0.as_secs(), "second"))]
    TooSlow(Duration),
    #[error("the body arrived at less than {} per second", count(*.0, "byte"))]
    BelowRate(u64),
    #[error("the headers of a part have more than {MAX_HEAD_BYTES} bytes")]
    HeadTooLarge,
    #[error("the connection ended before the body was complete, or the framing of the body is not valid")]
    Broken,
}

/// A body that is being read. As a stream it yields its data.
pub(crate) struct RequestBody {
    data: BodyStream<Body>,
    parts: Parts,
    received: Arc<AtomicU64>,
    max_bytes: u64,
    timeouts: Timeouts,
    pace: SharedPace,
    /// The time by which the whole body must have arrived.
    deadline: Instant,
    /// Fires when the next bytes are late.
    alarm: Pin<Box<Sleep>>,
    /// Set after each chunk: the next poll is pending once. The multipart parser buffers every chunk that is ready
    /// before it parses any of them. The pause keeps a fast sender from filling the parser's buffer.
    pause: bool,
}

/// Tells the body whether the parser is reading a part's head. The parser itself has no limit for the size of a head.
#[derive(Clone, Default)]
pub(super) struct Parts(Arc<HeadState>);

#[derive(Default)]
struct HeadState {
    in_head: AtomicBool,
    bytes: AtomicU64,
}

impl Parts {
    pub(super) fn begin_head(&self) {
        self.0.bytes.store(0, Relaxed);
        self.0.in_head.store(true, Relaxed);
    }

    pub(super) fn end_head(&self) {
        self.0.in_head.store(false, Relaxed);
    }

    /// Whether the head that is being read exceeds `MAX_HEAD_BYTES`.
    fn is_full(&self) -> bool {
        self.0.in_head.load(Relaxed) && self.0.bytes.load(Relaxed) > MAX_HEAD_BYTES as u64
    }
}

impl RequestBody {
    /// A body of at most `max_bytes` bytes. `received` counts the bytes that arrive.
    pub(crate) fn new(body: Body, max_bytes: u64, timeouts: Timeouts, received: Arc<AtomicU64>) -> Self {
        let now = Instant::now();
        Self {
            data: BodyStream::new(body),
            parts: Parts::default(),
            received,
            max_bytes,
            timeouts,
            pace: SharedPace::new(timeouts.body_rate()),
            deadline: now + timeouts.body,
            alarm: Box::pin(sleep_until(now + timeouts.body)),
            pause: false,
        }
    }

    pub(crate) fn pace(&self) -> SharedPace {
        self.pace.clone()
    }

    pub(super) fn parts(&self) -> Parts {
        self.parts.clone()
    }

    pub(super) async fn read_to_end(&mut self) -> Result<(), BodyError> {
        self.parts.end_head();
        while let Some(chunk) = self.next().await {
            chunk?;
        }
        Ok(())
    }

    /// Reads the rest of the body for five seconds at most and drops it.
    pub(crate) async fn drain(&mut self) {
        // An error here (too slow, too large or broken) has no consequence: the request has failed already.
        let _ = timeout(DRAIN, self.read_to_end()).await;
    }

    /// The error of a body whose next bytes are late.
    fn late(&self, now: Instant) -> BodyError {
        let Timeouts { body, body_idle, body_min_rate, .. } = self.timeouts;
        match body_min_rate {
            _ if now >= self.deadline => BodyError::TooSlow(body),
            Some(rate) if self.pace.lock().waited(now) < body_idle => BodyError::BelowRate(rate.get()),
            _ => BodyError::Idle(body_idle),
        }
    }

    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            match self.data.poll_next_unpin(cx) {
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Err(BodyError::Broken))),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => return Poll::Ready(Some(Ok(data))),
                    // Trailers and empty frames are ignored.
                    _ => {}
                },
                Poll::Pending => {
                    let end = self.pace.lock().wait(Instant::now()).min(self.deadline);
                    if self.alarm.deadline() != end {
                        self.alarm.as_mut().reset(end);
                    }
                    ready!(self.alarm.as_mut().poll(cx));
                    return Poll::Ready(Some(Err(self.late(Instant::now()))));
                }
            }
        }
    }
}

impl Stream for RequestBody {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.parts.is_full() {
            return Poll::Ready(Some(Err(BodyError::HeadTooLarge)));
        }
        let chunk = match ready!(self.poll_data(cx)) {
            Some(Ok(chunk)) => chunk,
            other => return Poll::Ready(other),
        };
        let bytes = chunk.len() as u64;
        if self.received.fetch_add(bytes, Relaxed) + bytes > self.max_bytes {
            let max_bytes = self.max_bytes;
            return Poll::Ready(Some(Err(BodyError::TooLarge { max_bytes })));
        }
        let now = Instant::now();
        if now >= self.deadline {
            return Poll::Ready(Some(Err(BodyError::TooSlow(self.timeouts.body))));
        }
        self.parts.0.bytes.fetch_add(bytes, Relaxed);
        self.pace.lock().moved(bytes, now);
        self.pause = true;
        Poll::Ready(Some(Ok(chunk)))
    }
}
