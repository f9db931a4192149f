//! The program `customer-form-proxy` with its commands `serve --config FILE` and `check --config FILE`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use customer_form_proxy::logging::{self, LogQueue};
use customer_form_proxy::settings::InvalidSettings;
use customer_form_proxy::{Assets, Proxy, Settings, check_accounts, check_machine};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

/// Serves customer forms and sends their submissions to the CRM.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the proxy until SIGTERM or SIGINT. SIGHUP reloads the configuration file.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Checks a configuration file and prints the mistakes or a summary. The command also fetches the custom fields of
    /// each form from the CRM and checks that visitors can complete the form. Exit code 0: no mistake; 1: a mistake;
    /// 3: the file is valid, but the CRM did not return the custom fields of every form.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Checks only the file, without a request to the CRM.
        #[arg(long)]
        offline: bool,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check { config, offline } => match load(&config) {
            Ok(settings) => check(&config, &settings, offline).unwrap_or_else(|error| {
                say(io::stderr(), &format!("{error:#}\n"));
                ExitCode::FAILURE
            }),
            Err(invalid) => {
                mistakes(&config, &invalid).for_each(|mistake| say(io::stderr(), &format!("{mistake}\n")));
                ExitCode::FAILURE
            }
        },
        Command::Serve { config } => serve(&config),
    }
}

/// Writes text and ignores errors. `eprintln!` would panic if the reader closes the pipe.
fn say(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes());
}

fn mistakes(config: &Path, invalid: &InvalidSettings) -> impl Iterator<Item = String> {
    invalid.mistakes.iter().map(|mistake| format!("{}: {mistake}", config.display()))
}

/// The exit code of a `check` that could not fetch the custom fields of every form. 2 means wrong arguments.
const NOT_CHECKED: u8 = 3;

fn check(config: &Path, settings: &Settings, offline: bool) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("cannot start the asynchronous runtime")?;
    runtime.block_on(check_machine(settings))?;
    let findings = if offline { Vec::new() } else { runtime.block_on(check_accounts(settings))? };
    let (wrong, notes): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.is_fault() || finding.is_unknown());
    for finding in &wrong {
        say(io::stderr(), &format!("{}: {finding}\n", config.display()));
    }
    let (verdict, code) = if wrong.iter().any(|finding| finding.is_fault()) {
        (None, ExitCode::FAILURE)
    } else if !wrong.is_empty() {
        (
            Some(
                "NOT CHECKED: the file is valid, but the CRM did not return the custom fields of every form",
            ),
            NOT_CHECKED.into(),
        )
    } else if offline {
        (Some("OK (offline, without a request to the CRM)"), ExitCode::SUCCESS)
    } else {
        (Some("OK"), ExitCode::SUCCESS)
    };
    let file = config.display();
    let summary =
        verdict.map(|verdict| format!("{verdict}: {file}\n{}", settings.summary())).unwrap_or_default();
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    say(io::stdout(), &(summary + &notes));
    Ok(code)
}

fn load(config: &Path) -> Result<Settings, InvalidSettings> {
    Settings::load(config, &|name| std::env::var(name).ok())
}

/// The number of threads for blocking file operations. Each thread keeps memory of its own for its allocations. With
/// tokio's default of 512 threads, fifty visitors who upload at the same time take one and a half times the memory that
/// they take with four threads. File operations are short. Only the check of a photo takes longer, and the number of
/// checks at a time is limited.
const FILE_THREADS: usize = 4;

/// Runs `serve`. All its output goes through the log's queue, also the last lines, because standard error may be
/// blocked.
fn serve(config: &Path) -> ExitCode {
    let log = LogQueue::start(io::stderr());
    logging::log_panics();
    let served = match load(config) {
        Ok(settings) => run(config, settings, &log).map_err(|error| vec![format!("{error:#}")]),
        Err(invalid) => Err(mistakes(config, &invalid).collect()),
    };
    let code = match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(lines) => {
            lines.iter().for_each(|line| log.write_line(line));
            ExitCode::FAILURE
        }
    };
    log.close();
    code
}

fn run(config: &Path, settings: Settings, log: &LogQueue) -> anyhow::Result<()> {
    let filter = std::env::var("RUST_LOG").ok();
    let subscriber = logging::subscriber(settings.log, filter.as_deref(), log.writer());
    tracing::subscriber::set_global_default(subscriber).context("cannot set up the log")?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().max_blocking_threads(FILE_THREADS).build();
    runtime.context("cannot start the asynchronous runtime")?.block_on(serve_until_stopped(config, settings))
}

async fn serve_until_stopped(config: &Path, settings: Settings) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot install the handler for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot install the handler for SIGINT")?;
    let mut hangup = signal(SignalKind::hangup()).context("cannot install the handler for SIGHUP")?;
    raise_file_limit();
    // With a handler for SIGXFSZ, a write beyond the file size limit (`ulimit -f`) fails with an error, which is
    // counted. Without a handler the signal ends the process.
    let _file_too_large =
        signal(SignalKind::from_raw(libc::SIGXFSZ)).context("cannot install the handler for SIGXFSZ")?;

    let proxy = Proxy::start(settings, Assets::embedded()).await?;
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => drop(proxy.reload(load(config))),
        }
    }
    tracing::info!("stopping");
    proxy.shutdown().await;
    Ok(())
}

/// Raises the limit of open files, and so of connections, to the largest value that the system allows. The limit that a
/// shell starts with, usually 1,024, is for programs that use `select(2)`.
fn raise_file_limit() {
    let limits = getrlimit(Resource::Nofile);
    // If this fails, fewer connections are served at once.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, maximum: limits.maximum });
}
