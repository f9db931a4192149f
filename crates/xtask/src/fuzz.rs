//! `cargo xtask fuzz`: fuzzes the parsers of untrusted bytes, each target for a limited time.
//!
//! The results of a run are kept in two places. The corpus has every input that reached new code. It is in `corpus/`
//! next to the targets, where neither git nor `cargo clean` removes it, and the next run starts with it. The seeds in
//! `seeds/` are in git, and `cargo xtask test` runs each target on them without a fuzzer. `--keep` adds to the seeds
//! the smallest set of inputs from the corpus that reach code which the seeds do not reach.

mod finding;
mod round;
mod table;
mod target;

use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::{Shell, on_path};
use crate::tools::{FOR_FUZZ, NIGHTLY, Tools};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The time that a program of a run may take in addition to the fuzzing time: to read its corpus and to end.
const MARGIN: Duration = Duration::from_secs(10 * 60);

/// The targets to run, and the time for each.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    /// Only these targets.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How long each target runs.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Add to the seeds in git the fewest inputs that reach what they do not.
    #[arg(long)]
    keep: bool,
}

/// Builds the targets and runs them one after the other. Fails if a target found a fault.
pub(crate) fn run(project: &Project, shell: &Shell, options: &Options) -> Result<ExitCode, TaskError> {
    let targets = target::chosen(&project.root, &options.targets)?;
    if on_path("c++").is_none() {
        let remedy = "libFuzzer is compiled with it; on Debian: sudo apt-get install g++".to_owned();
        return Err(TaskError::Missing { what: "A C++ compiler", remedy });
    }
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_FUZZ)?;
    let mut crates: Vec<_> = targets.iter().map(|target| target.folder.as_path()).collect();
    crates.dedup();
    let rounds = targets.len() * if options.keep { 2 } else { 1 };
    let progress = Progress::new(missing.len() + crates.len() + rounds, shell.verbose());
    tools.bring(&missing, &progress)?;

    let host = tools.host()?;
    for folder in crates {
        let step = progress.begin(format!("Building {} (at first some 10 minutes)", shown(project, folder)));
        build(project, shell, &tools, &host, folder)?;
        step.finish("done");
    }
    let programs = programs(project, &host);
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    for target in &targets {
        let step = progress.begin(format!("{} for {} s", target.name, options.seconds));
        let round = target.run(shell, &programs, Duration::from_secs(options.seconds))?;
        step.finish(if round.finding.is_none() { "nothing found" } else { "found something" });
        if let Some(finding) = &round.finding {
            println!("\n{}", finding.explained(&project.root, target, &programs));
            findings.push(target.name.as_str());
        } else if options.keep {
            let step = progress.begin(format!("Choosing seeds for {}", target.name));
            let added = target.keep(shell, &programs)?;
            step.finish(&format!("{added} more"));
        }
        rows.push((target.name.as_str(), round.stats));
    }
    println!("\n{}", table::render(&rows));
    for name in &findings {
        println!("found something: {name}");
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds every target of a crate, with AddressSanitizer, debug assertions and overflow checks.
///
/// The build has its own target folder: with these flags in the usual folder, everything else would compile again.
fn build(
    project: &Project,
    shell: &Shell,
    tools: &Tools<'_>,
    host: &str,
    folder: &Path,
) -> Result<(), TaskError> {
    let mut command = shell.command("rustup");
    command.args(["run", NIGHTLY]).arg(tools.cargo_fuzz());
    command.args(["build", "--target", host, "--fuzz-dir"]).arg(folder);
    command.arg("--target-dir").arg(target_folder(project));
    // No target runs the C code that the proxy depends on, and compiling SQLite with optimisation takes minutes.
    command.env("CFLAGS", "-O0");
    shell.run(&format!("Building {}", shown(project, folder)), &mut command)?;
    Ok(())
}

fn target_folder(project: &Project) -> PathBuf {
    project.target.join("fuzz")
}

/// The folder of the built targets.
fn programs(project: &Project, host: &str) -> PathBuf {
    target_folder(project).join(host).join("release")
}

fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(&project.root).unwrap_or(path).display().to_string()
}
