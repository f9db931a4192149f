//! A fuzz target: its folders, how it runs, and which of its inputs are kept.

use super::MARGIN;
use super::round::Round;
use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The crates with fuzz targets. They are not members of cargo's workspace.
const CRATES: [&str; 2] = ["crates/contract/fuzz", "crates/proxy/fuzz"];

/// The time limit for one input, in seconds. Most inputs take less than a millisecond.
const LONGEST_INPUT: u64 = 10;

/// One target of one crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) name: String,
    /// The folder of the target's crate.
    pub(super) folder: PathBuf,
}

#[derive(Deserialize)]
struct Manifest {
    bin: Vec<Bin>,
}

#[derive(Deserialize)]
struct Bin {
    name: String,
}

/// The targets with these names, in the order of their crates; all targets if `names` is empty.
pub(super) fn chosen(root: &Path, names: &[String]) -> Result<Vec<Target>, TaskError> {
    let all = all(root)?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|target| target.name != **name)) {
        let known: Vec<_> = all.iter().map(|target| target.name.as_str()).collect();
        let remedy = format!("{unknown} is none of {}.", known.join(", "));
        return Err(TaskError::Missing { what: "The target", remedy });
    }
    Ok(all.into_iter().filter(|target| names.is_empty() || names.contains(&target.name)).collect())
}

fn all(root: &Path) -> Result<Vec<Target>, TaskError> {
    let mut targets = Vec::new();
    for folder in CRATES.map(|folder| root.join(folder)) {
        let path = folder.join("Cargo.toml");
        let text = fs::read_to_string(&path).map_err(TaskError::file("read", &path))?;
        let manifest: Manifest =
            toml::from_str(&text).map_err(|error| TaskError::malformed(&path, error.to_string()))?;
        let named = |bin: Bin| Target { name: bin.name, folder: folder.clone() };
        targets.extend(manifest.bin.into_iter().map(named));
    }
    Ok(targets)
}

impl Target {
    /// The folder of the inputs that are in git.
    pub(super) fn seeds(&self) -> PathBuf {
        self.folder.join("seeds").join(&self.name)
    }

    /// The folder of the inputs that every run adds to.
    fn corpus(&self) -> PathBuf {
        self.folder.join("corpus").join(&self.name)
    }

    /// The file of words that the target's inputs contain, one per line in quotes. Not every target has such a file.
    fn dictionary(&self) -> PathBuf {
        self.folder.join("dictionaries").join(&self.name)
    }

    /// Runs the target for the time `time`, starting from its seeds and its corpus.
    pub(super) fn run(&self, shell: &Shell, programs: &Path, time: Duration) -> Result<Round, TaskError> {
        let artifacts = self.folder.join("artifacts").join(&self.name);
        for folder in [&self.corpus(), &artifacts] {
            fs::create_dir_all(folder).map_err(TaskError::file("create", folder))?;
        }
        let mut command = self.command(shell, programs);
        command.args(["-print_final_stats=1", &format!("-max_total_time={}", time.as_secs())]);
        command.args([
            format!("-timeout={LONGEST_INPUT}"),
            format!("-artifact_prefix={}/", artifacts.display()),
        ]);
        if self.dictionary().is_file() {
            command.arg(format!("-dict={}", self.dictionary().display()));
        }
        command.arg(self.corpus()).arg(self.seeds());
        let began = Instant::now();
        let finished = shell.run_within(&format!("Fuzzing {}", self.name), &mut command, time + MARGIN)?;
        let mut round = Round::read(&finished.output);
        round.stats.seconds = began.elapsed().as_secs();
        if finished.status.success() || round.finding.is_some() {
            return Ok(round);
        }
        // The target did not start, or another process ended it.
        Err(TaskError::Failed {
            what: format!("Fuzzing {}", self.name),
            status: finished.status,
            tail: shell.shown(&finished.output),
            log: finished.log,
        })
    }

    /// Adds to the seeds the smallest set of inputs from the corpus that reach code which the seeds do not reach, and
    /// returns the number of added inputs. How often an input reaches a piece of code does not count; otherwise
    /// thousands of inputs would be added.
    pub(super) fn keep(&self, shell: &Shell, programs: &Path) -> Result<usize, TaskError> {
        let before = files::below(&self.seeds())?.len();
        let mut command = self.command(shell, programs);
        command.args(["-set_cover_merge=1", "-use_counters=0"]).arg(self.seeds()).arg(self.corpus());
        shell.run(&format!("Choosing seeds for {}", self.name), &mut command)?;
        Ok(files::below(&self.seeds())?.len().saturating_sub(before))
    }

    pub(super) fn program(&self, programs: &Path) -> PathBuf {
        programs.join(&self.name)
    }

    fn command(&self, shell: &Shell, programs: &Path) -> Command {
        shell.command(self.program(programs))
    }
}

#[cfg(test)]
mod tests {
    use super::{CRATES, chosen};
    use crate::files;
    use std::path::Path;

    fn root() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    #[test]
    fn every_target_has_seeds_and_a_unique_name() {
        let targets = chosen(root(), &[]).unwrap();
        for folder in CRATES {
            assert!(targets.iter().any(|target| target.folder.ends_with(folder)), "{folder}");
        }
        for target in &targets {
            assert!(!files::below(&target.seeds()).unwrap().is_empty(), "{target:?}");
            assert_eq!(targets.iter().filter(|other| other.name == target.name).count(), 1, "{target:?}");
        }
    }

    #[test]
    fn only_named_targets_are_chosen() {
        let names = ["intake", "crm_answer"].map(str::to_owned);
        let targets = chosen(root(), &names).unwrap();
        let chosen: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(chosen, ["crm_answer", "intake"]);
    }

    #[test]
    fn unknown_target_name_is_an_error_that_lists_the_targets() {
        let error = chosen(root(), &["outtake".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("outtake") && error.contains("intake, "), "{error}");
    }
}
