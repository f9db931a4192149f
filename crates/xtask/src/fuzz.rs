//! `cargo xtask fuzz`: fuzzes the parsers of untrusted bytes with cargo-fuzz, each target for a limited time.
//!
//! The results of a run are kept in two places. The corpus has every input that reached new code. It is in `corpus/`
//! next to the targets, where neither git nor `cargo clean` removes it, and the next run starts with it. The seeds in
//! `seeds/` are in git, and `cargo xtask test` runs each target on them without a fuzzer. `--keep` adds to the seeds
//! the smallest set of inputs from the corpus that reach code which the seeds do not reach.

use crate::error::TaskError;
use crate::files;
use crate::shell::{Shell, require};
use crate::tools::{Bench, CARGO_FUZZ};
use fs_err as fs;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

/// The crates with fuzz targets. They are not members of cargo's workspace.
const CRATES: [&str; 2] = ["crates/customer-form-contract/fuzz", "crates/customer-form-proxy/fuzz"];

/// rustup's name of the toolchain with the instrumentation for fuzzing. The toolchain is the newest nightly and not the
/// nightly of a fixed date, because it must always be able to build the code of the project's current stable Rust.
const NIGHTLY: &str = "nightly";

/// The time limit for one input, in libFuzzer's words. Most inputs take less than a millisecond.
const LONGEST_INPUT: &str = "-timeout=10";

/// The targets to run, and the time for each.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    /// Only these targets.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How long each target runs.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Add to the seeds in git the smallest set of inputs that reach code which the seeds do not reach.
    #[arg(long)]
    keep: bool,
}

/// One target of one crate.
#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    /// The folder of the target's crate.
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Deserialize)]
struct Manifest {
    bin: Vec<Target>,
}

/// Runs the targets one after the other, and shows the output of cargo-fuzz: for a fault, the input and the command
/// that repeats it. The exit code is a failure if a target found a fault.
pub(crate) fn run(shell: &Shell, options: &Options) -> Result<ExitCode, TaskError> {
    let targets = chosen(&shell.project.root, &options.targets)?;
    require("c++", "A C++ compiler", "libFuzzer is compiled with it; on Debian: sudo apt-get install g++")?;
    require(
        "rustup",
        "rustup",
        "Fuzzing needs Rust's nightly toolchain beside the stable one: install rustup.",
    )?;
    bring_nightly(&Bench::new(shell, &[&CARGO_FUZZ], 0)?)?;
    let shell = shell.showing(Duration::from_secs(options.seconds));
    let bench = Bench::new(&shell, &[], targets.len())?;
    let mut failed = Vec::new();
    for target in &targets {
        let step = bench.progress.begin(format!("{} for {} s", target.name, options.seconds));
        if !target.fuzz(&bench, options.seconds)? {
            failed.push(target.name.as_str());
            continue;
        }
        if options.keep {
            target.keep(&bench)?;
        }
        step.finish("nothing found");
    }
    for name in &failed {
        println!("failed: {name}");
    }
    Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Installs the nightly toolchain as one step if the toolchain is missing.
fn bring_nightly(bench: &Bench<'_>) -> Result<(), TaskError> {
    let Bench { shell, progress, .. } = bench;
    let mut ask = shell.command("rustup");
    ask.args(["run", NIGHTLY, "rustc", "--version"]);
    if !shell.run_to_end("Looking for the nightly toolchain", &mut ask)?.status.success() {
        let step = progress.begin("Installing the nightly toolchain (once)");
        let mut install = shell.command("rustup");
        install.args(["toolchain", "install", NIGHTLY, "--profile", "minimal", "--no-self-update"]);
        shell.run("Installing the nightly toolchain", &mut install)?;
        step.finish("done");
    }
    Ok(())
}

/// The targets with these names, in the order of their crates; all targets if `names` is empty. An unknown name is an
/// error.
fn chosen(root: &Path, names: &[String]) -> Result<Vec<Target>, TaskError> {
    let mut targets = Vec::new();
    for folder in CRATES.map(|folder| root.join(folder)) {
        let manifest: Manifest = files::read_toml(&folder.join("Cargo.toml"))?;
        targets.extend(manifest.bin.into_iter().map(|bin| Target { folder: folder.clone(), ..bin }));
    }
    if let Some(unknown) = names.iter().find(|name| targets.iter().all(|target| target.name != **name)) {
        let known: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        let remedy = format!("{unknown} is none of {}.", known.join(", "));
        return Err(TaskError::Missing { what: "The target", remedy });
    }
    targets.retain(|target| names.is_empty() || names.contains(&target.name));
    Ok(targets)
}

impl Target {
    /// The folder of the inputs that are in git.
    fn seeds(&self) -> PathBuf {
        self.folder.join("seeds").join(&self.name)
    }

    /// The folder of the inputs that every run adds to.
    fn corpus(&self) -> PathBuf {
        self.folder.join("corpus").join(&self.name)
    }

    /// Runs the target, starting from its seeds and its corpus. False if the run found a fault or could not start.
    fn fuzz(&self, bench: &Bench<'_>, seconds: u64) -> Result<bool, TaskError> {
        fs::create_dir_all(self.corpus())?;
        let time = format!("-max_total_time={seconds}");
        // Words that the target's inputs contain, one per line in quotes. Not every target has such a file.
        let dictionary = self.folder.join("dictionaries").join(&self.name);
        let dictionary = dictionary.is_file().then(|| format!("-dict={}", dictionary.display()));
        let arguments = [time.as_str(), LONGEST_INPUT].into_iter().chain(dictionary.as_deref());
        let mut command = self.cargo_fuzz(bench, [self.corpus(), self.seeds()]);
        let what = format!("Fuzzing {}", self.name);
        Ok(bench.shell.run_to_end(&what, command.args(arguments))?.status.success())
    }

    /// Adds to the seeds the smallest set of inputs from the corpus that reach code which the seeds do not reach. How
    /// often an input reaches a piece of code does not count; otherwise thousands of inputs would be added.
    fn keep(&self, bench: &Bench<'_>) -> Result<(), TaskError> {
        let mut command = self.cargo_fuzz(bench, [self.seeds(), self.corpus()]);
        command.args(["-set_cover_merge=1", "-use_counters=0"]);
        bench.shell.run(&format!("Choosing seeds for {}", self.name), &mut command).map(drop)
    }

    /// The command that builds the target with AddressSanitizer, debug assertions and overflow checks, and runs it.
    /// Arguments for libFuzzer may follow.
    ///
    /// The build has its own target folder: with these flags in the usual folder, everything else would compile again.
    fn cargo_fuzz(&self, bench: &Bench<'_>, inputs: [PathBuf; 2]) -> Command {
        let mut command = bench.shell.command("rustup");
        command.args(["run", NIGHTLY]).arg(CARGO_FUZZ.programs(bench.project).join("cargo-fuzz"));
        command.args(["run", "--fuzz-dir"]).arg(&self.folder);
        command.arg("--target-dir").arg(bench.project.target.join("fuzz"));
        command.arg(&self.name).args(inputs).arg("--");
        // No target runs the C code that the proxy depends on, and compiling SQLite with optimisation takes minutes.
        command.env("CFLAGS", "-O0");
        command
    }
}

#[cfg(test)]
mod tests {
    use super::{CRATES, chosen};
    use crate::files::{self, testing::root};

    #[test]
    fn every_target_has_seeds_and_a_unique_name() {
        let targets = chosen(&root(), &[]).unwrap();
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
        let targets = chosen(&root(), &["intake", "crm_answer"].map(str::to_owned)).unwrap();
        let chosen: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(chosen, ["crm_answer", "intake"]);
    }

    #[test]
    fn unknown_target_name_is_an_error_that_lists_the_targets() {
        let error = chosen(&root(), &["outtake".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("outtake") && error.contains("intake, "), "{error}");
    }
}
