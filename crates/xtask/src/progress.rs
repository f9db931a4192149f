//! Prints one line per step: `[2/6] Installing trunk 0.21.14 (once, about 3 minutes) … 45s`. On a terminal the time
//! is updated; elsewhere the lines are plain. Steps may run side by side.

use crate::shell::Shell;
use humantime::format_duration;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The interval between updates of the shown time.
const TICK: Duration = Duration::from_millis(200);

/// The numbered steps of one task.
#[derive(Debug)]
pub(crate) struct Progress {
    total: usize,
    begun: AtomicUsize,
    bars: MultiProgress,
}

impl Progress {
    /// A task with `total` steps.
    pub(crate) fn new(total: usize, shell: &Shell) -> Self {
        Self { total, begun: AtomicUsize::new(0), bars: shell.bars.clone() }
    }

    /// Starts the next step. [`Step::finish`] ends it; a step that is dropped without it counts as failed.
    pub(crate) fn begin(&self, what: impl AsRef<str>) -> Step {
        let number = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let name = format!("[{number}/{}] {}", self.total.max(number), what.as_ref());
        // A bar that does not write to a terminal is hidden.
        let bar = self.bars.add(ProgressBar::new_spinner().with_message(name.clone()));
        if let Ok(style) = ProgressStyle::with_template("{msg} … {elapsed}") {
            bar.set_style(style);
        }
        if bar.is_hidden() {
            println!("{name} …");
        } else {
            bar.enable_steady_tick(TICK);
        }
        Step { name, bar, bars: self.bars.clone(), outcome: "failed".to_owned() }
    }
}

/// A running step.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    bar: ProgressBar,
    bars: MultiProgress,
    outcome: String,
}

impl Step {
    /// Ends the step and prints the short result `outcome`.
    pub(crate) fn finish(mut self, outcome: &str) {
        outcome.clone_into(&mut self.outcome);
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        let Self { name, bar, bars, outcome } = self;
        let seconds = Duration::from_secs(bar.elapsed().as_secs());
        bars.suspend(|| println!("{name} … {outcome}, {}", format_duration(seconds)));
    }
}
