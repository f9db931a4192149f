//! `customer-form-proxy serve --config FILE` and `customer-form-proxy check --config FILE`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use customer_form_proxy::settings::InvalidSettings;
use customer_form_proxy::{Assets, Proxy, Settings, check_accounts, logging};
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
    /// CRM describes them.
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
    let command = Arguments::parse().command;
    let (Command::Serve { config } | Command::Check { config, .. }) = &command;
    let settings = match load(config) {
        Ok(settings) => settings,
        Err(invalid) => {
            for mistake in &invalid.mistakes {
                eprintln!("{}: {mistake}", config.display());
            }
            return ExitCode::FAILURE;
        }
    };
    match command {
        Command::Check { ref config, offline } => told(check(config, &settings, offline)),
        Command::Serve { ref config } => told(serve(config, settings).map(|()| ExitCode::SUCCESS)),
    }
}

fn told(result: anyhow::Result<ExitCode>) -> ExitCode {
    result.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn check(config: &Path, settings: &Settings, offline: bool) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.context("no thread can be started")?;
    let findings = if offline { Vec::new() } else { runtime.block_on(check_accounts(settings))? };
    let (faults, notes): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.is_fault());
    for fault in &faults {
        eprintln!("{}: {fault}", config.display());
    }
    let right = faults.is_empty();
    let summary =
        if right { format!("OK: {}\n{}", config.display(), settings.summary()) } else { String::new() };
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    // A reader that closed the pipe has seen enough.
    let _ = std::io::stdout().write_all((summary + &notes).as_bytes());
    Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn load(config: &Path) -> Result<Settings, InvalidSettings> {
    Settings::load(config, &|name| std::env::var(name).ok())
}

/// Threads that wait for files. Each has memory of its own for whatever it allocates, and by default there may be 512:
/// fifty visitors who upload then take half as much memory again as with these. What they do takes moments; only a photo
/// takes longer, and there is one at a time.
const FILE_THREADS: usize = 4;

fn serve(config: &Path, settings: Settings) -> anyhow::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().max_blocking_threads(FILE_THREADS).build();
    runtime.context("no threads can be started")?.block_on(run(config, settings))
}

async fn run(config: &Path, settings: Settings) -> anyhow::Result<()> {
    let filter = std::env::var("RUST_LOG").ok();
    let subscriber = logging::subscriber(settings.log, filter.as_deref(), std::io::stderr);
    tracing::subscriber::set_global_default(subscriber).context("the log cannot be set up")?;
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be waited for")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be waited for")?;
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be waited for")?;

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
