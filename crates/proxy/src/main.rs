//! `customer-form-proxy serve --config FILE` and `customer-form-proxy check --config FILE`.

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

/// Serves customer forms and passes their submissions on to the CRM.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves until SIGTERM or SIGINT. SIGHUP: reads the file again.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Says what is wrong with a configuration file, or what it means; and whether its forms can be completed, as the
    /// CRM describes them. Exit code 0: everything is right; 1: something is wrong; 3: the file is right, and the CRM
    /// could not be asked.
    Check {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Asks the CRM nothing.
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

/// Not `eprintln!`, which panics: a reader that closed the pipe has seen enough.
fn say(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes());
}

fn mistakes(config: &Path, invalid: &InvalidSettings) -> impl Iterator<Item = String> {
    invalid.mistakes.iter().map(|mistake| format!("{}: {mistake}", config.display()))
}

/// The exit code of a `check` that could not ask the CRM; 2 is that of wrong arguments.
const NOT_ASKED: u8 = 3;

fn check(config: &Path, settings: &Settings, offline: bool) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("no thread can be started")?;
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
            Some("NOT ASKED: the file is right, and whether its forms can be completed is not known"),
            NOT_ASKED.into(),
        )
    } else if offline {
        (Some("OK, and the CRM was not asked"), ExitCode::SUCCESS)
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

/// Threads that wait for files. Each has memory of its own for whatever it allocates, and by default there may be 512:
/// fifty visitors who upload then take half as much memory again as with these. What they do takes moments; only a photo
/// takes longer, and there is one at a time.
const FILE_THREADS: usize = 4;

/// Whatever the server has to say goes through the log's queue, its last words included: standard error may be stuck.
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
    tracing::subscriber::set_global_default(subscriber).context("the log cannot be set up")?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().max_blocking_threads(FILE_THREADS).build();
    runtime.context("no threads can be started")?.block_on(serve_until_stopped(config, settings))
}

async fn serve_until_stopped(config: &Path, settings: Settings) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be waited for")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be waited for")?;
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be waited for")?;
    raise_file_limit();
    // Once somebody listens, a file that is as large as `ulimit -f` allows is an error of the write, which is counted.
    // Without, it is the end of the process.
    let _file_too_large = signal(SignalKind::from_raw(libc::SIGXFSZ)).context("SIGXFSZ cannot be taken")?;

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

/// Takes as many files (and so connections) as the system lets the process have: the limit that a shell starts with,
/// usually 1,024, is for programs that use `select(2)`.
fn raise_file_limit() {
    let limits = getrlimit(Resource::Nofile);
    // Where it fails, fewer connections are served at once.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, maximum: limits.maximum });
}
