//! The command line: which task runs, and with which options.

use crate::checks::{self, Choice, Only};
use crate::error::TaskError;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::Engine;
use crate::{binary, fuzz, serve, size, tools, web};
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
    Test {
        /// Run one kind only.
        #[arg(long, value_enum)]
        only: Option<Only>,
        /// Run the tests of the whole system in one browser engine only.
        #[arg(long, value_enum)]
        engine: Option<Engine>,
    },
    /// Build one self-contained program: target/release/customer-form-proxy.
    Build,
    /// Build the form and the onboarding page into dist/.
    Web,
    /// Print the size of the files that a visitor of a partner page downloads, and fail above the budget.
    Size,
    /// Fuzz the parsers of input that comes from outside. Needs a C++ compiler, and Rust's nightly toolchain, which rustup
    /// installs if it is missing.
    Fuzz(fuzz::Options),
    /// Install the missing tools into the tools folder, except those of `fuzz`.
    Tools,
}

/// Reads the command line and runs its task. Returns the exit code, or the error to print.
pub(crate) fn run() -> Result<ExitCode, TaskError> {
    let cli = Cli::parse();
    let project = Project::locate()?;
    let shell = Shell::new(&project, cli.verbose)?;
    match cli.task {
        Task::Serve { config: None } => serve::sandbox(&project, &shell)?,
        Task::Serve { config: Some(file) } => serve::real_crm(&project, &shell, &file)?,
        Task::Test { only, engine } => {
            return checks::run(&project, &shell, Choice { only, engine });
        }
        Task::Build => binary::run(&project, &shell)?,
        Task::Web => web::run(&project, &shell)?,
        Task::Size => return size::run(&project, &shell),
        Task::Fuzz(options) => return fuzz::run(&project, &shell, &options),
        Task::Tools => tools::run(&project, &shell)?,
    }
    Ok(ExitCode::SUCCESS)
}
