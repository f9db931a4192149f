//! The commands of the project: `cargo xtask serve`, `test`, `build`, `size`, `fuzz`, and the steps that they consist
//! of.
//!
//! This program imports no crate of the workspace, so it builds in seconds and works even while other crates do not
//! compile.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#![allow(clippy::print_stdout, reason = "a command-line tool prints")]

mod error;
mod files;
mod progress;
mod project;
mod shell;

mod tools;

mod binary;
mod checks;
mod fuzz;
mod serve;
mod size;
mod web;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's commands.", disable_version_flag = true)]
struct Cli {
    /// Show the output of every program as it comes, not only when one fails.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Start everything and print the addresses to open: proxy, sandbox CRM, and partner page.
    Serve {
        /// Serve the real CRM that this configuration file names, without sandbox and partner page.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Run every check and every test; the last line says how many passed and failed.
    Test(checks::Choice),
    /// Build one self-contained program: target/release/customer-form-proxy.
    Build,
    /// Build the form and the onboarding page into dist/.
    Web,
    /// Print the size of the files that a visitor of a partner page downloads, and fail above the budget.
    Size,
    /// Fuzz the parsers of input that comes from outside. Needs a C++ compiler, and Rust's nightly toolchain, which
    /// rustup installs if it is missing.
    Fuzz(fuzz::Options),
    /// Install the missing tools into the tools folder, except those of `fuzz`.
    Tools,
}

fn main() -> ExitCode {
    run(Cli::parse()).unwrap_or_else(|error| {
        eprintln!("\n{error}");
        ExitCode::FAILURE
    })
}

/// Runs the task. Returns the exit code, or the error to print.
fn run(cli: Cli) -> Result<ExitCode, error::TaskError> {
    let shell = shell::Shell::new(project::Project::locate()?, cli.verbose)?;
    match cli.task {
        Task::Serve { config: None } => serve::sandbox(&shell)?,
        Task::Serve { config: Some(file) } => serve::real_crm(&shell, &file)?,
        Task::Test(choice) => return checks::run(&shell, choice),
        Task::Build => binary::run(&shell)?,
        Task::Web => web::run(&shell)?,
        Task::Size => return size::run(&shell),
        Task::Fuzz(options) => return fuzz::run(&shell, &options),
        Task::Tools => tools::run(&shell)?,
    }
    Ok(ExitCode::SUCCESS)
}
