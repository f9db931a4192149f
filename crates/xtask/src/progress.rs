//! One line per step: `[2/6] Installing trunk 0.21.14 (once, about 3 minutes) … 45 s`, with the time running on a
//! terminal and as plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// How often the running time is drawn again: often enough to look alive, rarely enough to cost nothing.
const TICK: Duration = Duration::from_millis(200);

/// The steps of one task, counted.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    begun: Cell<usize>,
    /// Whether lines may be drawn over: on a terminal, unless a child's own output is shown.
    live: bool,
}

impl Progress {
    /// A task of `total` steps. `verbose` says that programs print for themselves, so no line is drawn over.
    pub(crate) fn new(total: usize, verbose: bool) -> Self {
        Self { total, begun: Cell::new(0), live: std::io::stderr().is_terminal() && !verbose }
    }

    /// Begins the next step. It ends with [`Step::finish`], or as failed when it is dropped.
    pub(crate) fn begin(&self, what: impl Into<String>) -> Step {
        self.begun.set(self.begun.get() + 1);
        let number = format!("[{}/{}]", self.begun.get(), self.total.max(self.begun.get()));
        Step::new(number, what.into(), self.live)
    }
}

/// A step that runs.
#[derive(Debug)]
pub(crate) struct Step {
    number: String,
    what: String,
    started: Instant,
    bar: Option<ProgressBar>,
    finished: bool,
}

impl Step {
    fn new(number: String, what: String, live: bool) -> Self {
        let bar = live.then(|| {
            let bar = ProgressBar::new_spinner().with_prefix(number.clone()).with_message(what.clone());
            if let Ok(style) = ProgressStyle::with_template("{prefix} {msg} … {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        });
        if bar.is_none() {
            println!("{number} {what} …");
        }
        Self { number, what, started: Instant::now(), bar, finished: false }
    }

    /// Ends the step with a word on how it went.
    pub(crate) fn finish(mut self, outcome: &str) {
        self.end(outcome);
    }

    fn end(&mut self, outcome: &str) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        let elapsed = readable(self.started.elapsed());
        match &self.bar {
            Some(bar) => {
                bar.finish_and_clear();
                println!("{} {} … {outcome}, {elapsed}", self.number, self.what);
            }
            None => println!("{} {outcome}, {elapsed}", self.number),
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.end("failed");
    }
}

/// A duration as a person reads it: `4 s`, `2 min 05 s`.
pub(crate) fn readable(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds:02} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::readable;
    use std::time::Duration;

    #[test]
    fn seconds_stay_seconds_below_a_minute() {
        assert_eq!(readable(Duration::from_millis(59_900)), "59 s");
    }

    #[test]
    fn minutes_keep_two_digits_of_seconds() {
        assert_eq!(readable(Duration::from_secs(125)), "2 min 05 s");
    }
}
