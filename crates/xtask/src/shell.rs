//! Runs other programs. Their output goes to a log and is shown only if a program fails. Ctrl-C and time limits end
//! the whole process group.

mod group;

use crate::error::TaskError;
use crate::project::Project;
use fs_err as fs;
use indicatif::{MultiProgress, ProgressDrawTarget};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::env;
use std::ffi::OsStr;
use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use which::which;

pub(crate) use group::Group;

/// How often the state of a running program is checked.
const POLL: Duration = Duration::from_millis(50);

/// The time limit for one program. Even a first build on a slow machine takes less, so a program beyond it hangs.
const LONGEST: Duration = Duration::from_secs(45 * 60);

/// How a program ended, with its complete output.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
    pub(crate) log: PathBuf,
}

/// Starts programs in the root of the project and watches them.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) project: Project,
    /// The lines of the running steps on the terminal. Hidden if programs show their own output.
    pub(crate) bars: MultiProgress,
    verbose: bool,
    limit: Duration,
    stop: Arc<AtomicBool>,
}

impl Shell {
    /// Creates a shell that ends its programs when this process receives SIGINT, SIGTERM or SIGHUP.
    pub(crate) fn new(project: Project, verbose: bool) -> Result<Self, TaskError> {
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
        }
        let shell = Self { project, bars: MultiProgress::new(), verbose: false, limit: LONGEST, stop };
        Ok(if verbose { shell.showing(Duration::ZERO) } else { shell })
    }

    /// This shell, but it shows the output of programs while they run, and each program may take `time` longer.
    pub(crate) fn showing(&self, time: Duration) -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self { bars, verbose: true, limit: self.limit + time, ..self.clone() }
    }

    /// Whether the output of programs is shown while they run.
    pub(crate) fn verbose(&self) -> bool {
        self.verbose
    }

    /// Prints a text above the lines of the running steps.
    pub(crate) fn print(&self, text: impl Display) {
        self.bars.suspend(|| println!("{text}"));
    }

    /// Fails if the user pressed Ctrl-C or the process received another signal to end.
    fn check_stop(&self) -> Result<(), TaskError> {
        if self.stop.load(Ordering::Relaxed) { Err(TaskError::Stopped) } else { Ok(()) }
    }

    /// Waits for a short time. Fails if the process was asked to stop.
    pub(crate) fn pause(&self) -> Result<(), TaskError> {
        thread::sleep(POLL);
        self.check_stop()
    }

    /// A command in the root of the project, with an environment that does not depend on how this program was
    /// started.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.project.root).stdin(Stdio::null());
        // Cargo sets variables about the package `xtask`. If another cargo inherits them, it runs build scripts
        // again.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        // Logs are parsed and printed again, so they must not contain colours.
        command.env("CARGO_TERM_COLOR", "never").env("CARGO_TERM_PROGRESS_WHEN", "never");
        command
    }

    /// The cargo that started this program, with arguments that are separated by spaces.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments.split_whitespace());
        command
    }

    /// Runs a program to its end and returns its output. If the program fails, the error contains the end of its log.
    pub(crate) fn run(&self, what: &str, command: &mut Command) -> Result<String, TaskError> {
        let Finished { status, output, log } = self.run_to_end(what, command)?;
        if status.success() {
            return Ok(output);
        }
        let details = self.explained(&output, &log);
        Err(TaskError::Program { what: format!("{what} failed ({status})"), details })
    }

    /// Runs a program to its end; a failure of the program is not an error.
    pub(crate) fn run_to_end(&self, what: &str, command: &mut Command) -> Result<Finished, TaskError> {
        self.check_stop()?;
        let logs = self.project.scratch().join("logs");
        fs::create_dir_all(&logs)?;
        let log = logs.join(format!("{}.log", slug(what)));
        let mut child = Group::start(command, &log)?;
        let mut unseen = fs::File::open(&log)?;
        let deadline = Instant::now() + self.limit;
        let status = loop {
            let status = child.ended()?;
            if self.verbose {
                io::copy(&mut unseen, &mut io::stdout())?;
            }
            match status {
                Some(status) => break Some(status),
                None if Instant::now() > deadline => break None,
                None => self.pause()?,
            }
        };
        drop(child);
        let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        match status {
            Some(status) => Ok(Finished { status, output, log }),
            None => {
                let what = format!(
                    "{what} had not ended after {} minutes and was stopped",
                    self.limit.as_secs() / 60
                );
                Err(TaskError::Program { what, details: self.explained(&output, &log) })
            }
        }
    }

    /// The end of a failed program's output, and the path of the whole log. The output is left out if it was shown
    /// already.
    pub(crate) fn explained(&self, output: &str, log: &Path) -> String {
        /// The number of lines that fit on a screen.
        const ON_A_TERMINAL: usize = 40;
        /// On a build server the log cannot be opened afterwards, so more lines are shown.
        const ON_A_BUILD_SERVER: usize = 400;
        let lines = if env::var_os("CI").is_some() { ON_A_BUILD_SERVER } else { ON_A_TERMINAL };
        let tail = if self.verbose { String::new() } else { tail(output, lines) };
        format!("{tail}\nThe whole log: {}\n", log.display())
    }
}

/// The last `lines` lines of a text, without empty lines at the end.
pub(crate) fn tail(text: &str, lines: usize) -> String {
    let text = text.trim_end();
    let start = text.rmatch_indices('\n').nth(lines.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    format!("{}\n", text.get(start..).unwrap_or(text))
}

/// A file name for the description of a step: `Clippy, wasm32` becomes `clippy-wasm32`.
fn slug(what: &str) -> String {
    let words = what.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Fails if there is no such program on PATH. `what` is the name of the program's product in the message, `remedy` what
/// the user can do.
pub(crate) fn require(program: &str, what: &'static str, remedy: &str) -> Result<(), TaskError> {
    let missing = |_| TaskError::Missing { what, remedy: remedy.to_owned() };
    which(program).map(drop).map_err(missing)
}

#[cfg(test)]
mod tests {
    use super::{slug, tail};

    #[test]
    fn tail_has_at_most_the_lines_asked_for() {
        assert_eq!(tail("a\nb\nc\nd\n\n", 2), "c\nd\n");
        assert_eq!(tail("a\nb", 9), "a\nb\n");
    }

    #[test]
    fn a_slug_is_a_plain_file_name() {
        assert_eq!(slug("Installing trunk 0.21.14 (once)"), "installing-trunk-0.21.14-once");
        assert_eq!(slug("../Clippy, wasm32"), "..-clippy-wasm32");
    }
}
