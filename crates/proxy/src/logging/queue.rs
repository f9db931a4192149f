//! The bounded queue between whoever logs and the log's file, pipe or terminal.
//!
//! A request never waits for the log: a line is put into the queue, and a thread of the queue's own writes it. A line
//! that finds no room, and a line that cannot be written, is dropped and counted.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};

/// Lines that may wait. A line has some 300 bytes, so a log that nobody reads takes a megabyte of memory; a proxy that
/// is asked a hundred times a second bridges forty seconds without its disk.
const MAX_LINES: usize = 4_096;

/// How long the end of the process waits for the lines that are still in the queue. The crate itself waits for 1.1
/// seconds, and then reports on standard output, which may be as stuck as the log.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// Lines that could not be written. Of the whole process, as standard error is.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);

/// Counts the lines that found no room in the process's queue.
static OVERFLOWN: OnceLock<ErrorCounter> = OnceLock::new();

/// How many lines of the log were lost since the start of the process.
pub(crate) fn lines_dropped() -> u64 {
    let overflown = OVERFLOWN.get().map_or(0, ErrorCounter::dropped_lines);
    UNWRITTEN.load(Relaxed).saturating_add(overflown as u64)
}

/// A process's log. It has to be [closed](Self::close), or its last lines are lost.
#[derive(Debug)]
pub struct LogQueue {
    lines: NonBlocking,
    worker: WorkerGuard,
}

impl LogQueue {
    /// Starts the thread that writes to `writer`, one call of `write` after the other, as long as each of them may take.
    pub fn start(writer: impl Write + Send + Sync + 'static) -> Self {
        let writer = LineWriter { inner: writer, torn: false };
        let builder = NonBlockingBuilder::default().buffered_lines_limit(MAX_LINES).thread_name("log");
        let (lines, worker) = builder.lossy(true).finish(writer);
        // A process has one log; only that of the first queue is counted.
        let _ = OVERFLOWN.set(lines.error_counter());
        Self { lines, worker }
    }

    /// What a subscriber writes to. It never waits and never fails.
    pub fn writer(&self) -> NonBlocking {
        self.lines.clone()
    }

    /// Writes a line that is no event: for what happens before there is a subscriber, and after.
    pub fn write_line(&self, line: &str) {
        // It cannot fail, see above.
        let _ = self.writer().write_all(format!("{line}\n").as_bytes());
    }

    /// Waits until all lines are written, for two seconds at most.
    pub fn close(self) {
        let (done, closed) = channel();
        let closing = thread::Builder::new().name("log-close".to_owned()).spawn(move || {
            drop(self.worker);
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        if closing.is_ok() {
            // Too late, or the thread is gone: the process ends in any case.
            let _ = closed.recv_timeout(CLOSE_TIMEOUT);
        }
    }
}

/// Writes whole lines, and counts those that it could not write.
struct LineWriter<W> {
    inner: W,
    /// The last thing that was written has no line end: the rest of it did not fit.
    torn: bool,
}

impl<W: Write> LineWriter<W> {
    /// As [`Write::write_all`], which does not tell how far it came.
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
        // Behind half a line, a whole one begins a line of its own.
        let written = if self.torn { self.try_write(b"\n") } else { Ok(()) };
        if written.and_then(|()| self.try_write(line)).is_err() {
            UNWRITTEN.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // What it would fail for shows with the next line.
        let _ = self.inner.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A disk with so many bytes of room.
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
