//! The bounded queue between the threads that log and the log's file, pipe or terminal.
//!
//! A request never waits for the log: it puts a line into the queue, and the queue's own thread writes the line. A line
//! is dropped and counted if the queue is full or the line cannot be written.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};

/// The largest number of lines in the queue. A line has about 300 bytes, so that a full queue takes about a megabyte.
/// At a hundred requests per second the queue lasts forty seconds without a working disk.
const MAX_LINES: usize = 4_096;

/// How long the process waits at its end for the lines in the queue. The tracing-appender crate waits for 1.1 seconds
/// and then reports on standard output, which may be blocked like the log.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// The number of lines that could not be written, in the whole process, since standard error belongs to the process.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);

/// Counts the lines that were dropped because the process's queue was full.
static OVERFLOWN: OnceLock<ErrorCounter> = OnceLock::new();

/// The number of log lines that were lost since the start of the process.
pub(crate) fn lines_dropped() -> u64 {
    let overflown = OVERFLOWN.get().map_or(0, ErrorCounter::dropped_lines);
    UNWRITTEN.load(Relaxed).saturating_add(overflown as u64)
}

/// The log of a process. It must be [closed](Self::close), or its last lines are lost.
#[derive(Debug)]
pub struct LogQueue {
    lines: NonBlocking,
    worker: WorkerGuard,
}

impl LogQueue {
    /// Starts the thread that writes to `writer`. The thread calls `write` for one line after the other, and each call
    /// may take any time.
    pub fn start(writer: impl Write + Send + Sync + 'static) -> Self {
        let writer = LineWriter { inner: writer, torn: false };
        let builder = NonBlockingBuilder::default().buffered_lines_limit(MAX_LINES).thread_name("log");
        let (lines, worker) = builder.lossy(true).finish(writer);
        // A process has one log. Only the queue that was started first is counted.
        let _ = OVERFLOWN.set(lines.error_counter());
        Self { lines, worker }
    }

    /// The writer for a subscriber. It never waits and never fails.
    pub fn writer(&self) -> NonBlocking {
        self.lines.clone()
    }

    /// Writes a line without a subscriber, before there is one or after its end.
    pub fn write_line(&self, line: &str) {
        // The writer never fails, see [`Self::writer`].
        let _ = self.writer().write_all(format!("{line}\n").as_bytes());
    }

    /// Waits until all lines are written, for two seconds at most.
    pub fn close(self) {
        let (done, closed) = channel();
        let closing = thread::Builder::new().name("log-close".to_owned()).spawn(move || {
            drop(self.worker);
            // The receiver may have timed out already.
            let _ = done.send(());
        });
        if closing.is_ok() {
            // On a timeout or the thread's failure the process ends anyway.
            let _ = closed.recv_timeout(CLOSE_TIMEOUT);
        }
    }
}

/// Writes whole lines, and counts the lines that it could not write.
struct LineWriter<W> {
    inner: W,
    /// Whether the last line was written only in part, and so has no line end.
    torn: bool,
}

impl<W: Write> LineWriter<W> {
    /// Works like [`Write::write_all`], and keeps `torn` up to date after each partial write.
    fn try_write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.inner.write(bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    bytes = bytes.get(written..).unwrap_or_default();
                    self.torn = !bytes.is_empty();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for LineWriter<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // After a part of a line, the next line starts on a new line.
        let written = if self.torn { self.try_write(b"\n") } else { Ok(()) };
        if written.and_then(|()| self.try_write(line)).is_err() {
            UNWRITTEN.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // If flushing fails, the next write will fail, too, and be counted.
        let _ = self.inner.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A disk with a limited number of free bytes.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Disk {
        fn make_room(&self, bytes: usize) {
            self.0.lock().unwrap().1 += bytes;
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().0.clone()).unwrap()
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let (content, room) = &mut *self.0.lock().unwrap();
            let fits = bytes.len().min(*room);
            if fits == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            content.extend_from_slice(&bytes[..fits]);
            *room -= fits;
            Ok(fits)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn line_that_does_not_fit_is_counted_and_dropped_whole() {
        let disk = Disk::default();
        let mut writer = LineWriter { inner: disk.clone(), torn: false };
        let before = UNWRITTEN.load(Relaxed);
        disk.make_room(9);
        for line in ["first\n", "second\n", "third\n"] {
            writer.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(UNWRITTEN.load(Relaxed) - before, 2);
        disk.make_room(100);
        writer.write_all(b"fourth\n").unwrap();
        writer.write_all(b"fifth\n").unwrap();
        assert_eq!(disk.text(), "first\nsec\nfourth\nfifth\n");
        assert_eq!(UNWRITTEN.load(Relaxed) - before, 2);
    }

    #[test]
    fn closing_writes_the_queued_lines() {
        let disk = Disk::default();
        disk.make_room(1_000);
        let queue = LogQueue::start(disk.clone());
        queue.write_line("one");
        queue.write_line("two");
        queue.close();
        assert_eq!(disk.text(), "one\ntwo\n");
    }
}
