//! Prints one line per step: `[2/6] Installing trunk 0.21.14 (once, about 3 minutes) … 45 s`. On a terminal the time
//! is updated; elsewhere the lines are plain.

use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// The interval between updates of the shown time.
const TICK: Duration = Duration::from_millis(200);

/// The numbered steps of one task.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    begun: Cell<usize>,
    /// Whether lines may be redrawn: true on a terminal, unless the output of child processes is shown.
    live: bool,
}

impl Progress {
    /// A task with `total` steps. `verbose` means that programs print their own output, so no line is redrawn.
    pub(crate) fn new(total: usize, verbose: bool) -> Self {
        Self { total, begun: Cell::new(0), live: std::io::stderr().is_terminal() && !verbose }
    }

    /// Starts the next step. [`Step::finish`] ends it; a step that is dropped without it counts as failed.
    pub(crate) fn begin(&self, what: impl Into<String>) -> Step {
        self.begun.set(self.begun.get() + 1);
        let number = format!("[{}/{}]", self.begun.get(), self.total.max(self.begun.get()));
        Step::new(number, what.into(), self.live)
    }
}

/// A running step.
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

    /// Ends the step and prints the short result `outcome`.
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

/// A duration in readable form: `4 s`, `2 min 05 s`.
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
