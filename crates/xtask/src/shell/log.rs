//! The log files of programs: their names, reading their ends, and following a growing file.

use crate::error::TaskError;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The interval for reading a growing log whose output is shown.
const POLL: Duration = Duration::from_millis(100);

/// The text of a log. Bytes that are not UTF-8 are replaced.
pub(super) fn read(log: &Path) -> Result<String, TaskError> {
    let bytes = fs::read(log).map_err(TaskError::file("read", log))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The last `lines` lines of a text, without empty lines at the end.
pub(crate) fn tail(text: &str, lines: usize) -> String {
    let text = text.trim_end();
    let start = text.rmatch_indices('\n').nth(lines.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    format!("{}\n", text.get(start..).unwrap_or(text))
}

/// A file name for the description of a step: `Clippy, wasm32` becomes `clippy-wasm32`.
pub(super) fn slug(what: &str) -> String {
    let words = what.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Copies a growing log to stdout until it is dropped.
#[derive(Debug)]
pub(super) struct Follower {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts to follow a log. A log that cannot be opened is ignored, because showing the output is not essential.
    pub(super) fn start(log: &Path) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let thread = File::open(log).ok().map(|file| {
            let done = Arc::clone(&done);
            thread::spawn(move || follow(file, &done))
        });
        Self { done, thread }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn follow(mut file: File, done: &AtomicBool) {
    let mut bytes = Vec::new();
    loop {
        // Read the flag first, so that text written before the flag was set is still copied.
        let last = done.load(Ordering::Acquire);
        bytes.clear();
        if file.read_to_end(&mut bytes).is_err() || io::stdout().write_all(&bytes).is_err() || last {
            return;
        }
        thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::{slug, tail};

    #[test]
    fn a_tail_has_at_most_the_lines_asked_for() {
        assert_eq!(tail("a\nb\nc\nd\n\n", 2), "c\nd\n");
    }

    #[test]
    fn tail_of_a_short_text_is_the_whole_text() {
        assert_eq!(tail("a\nb", 9), "a\nb\n");
    }

    #[test]
    fn a_slug_is_a_plain_file_name() {
        assert_eq!(slug("Installing trunk 0.21.14 (once)"), "installing-trunk-0.21.14-once");
        assert_eq!(slug("../Clippy, wasm32"), "..-clippy-wasm32");
    }
}
