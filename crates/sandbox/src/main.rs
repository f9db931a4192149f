//! `crm-sandbox`: the sandbox as a program.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Parser;
use crm_sandbox::{FieldsAnswer, PhotoRule, Sandbox, SandboxOptions};
use tokio::signal::unix::{SignalKind, signal};

/// A stand-in for the CRM's two endpoints, with a page that lists the customers it was sent.
///
/// The API key is read from CRM_SANDBOX_API_KEY; without it, it is "sandbox-key".
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The address to listen on; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The folder of the customers and their files; created if it is missing.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A file with the JSON answer to GET /api/custom-fields. Default: the demo account's.
    #[arg(long, value_name = "FILE")]
    fields: Option<PathBuf>,
    /// Accept customers without a profile photo.
    #[arg(long)]
    photo_optional: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();

    let sandbox = Sandbox::start(options(arguments)?).await?;
    announce(sandbox.base_url());
    until_told_to_stop().await?;
    sandbox.shutdown().await;
    Ok(())
}

fn options(arguments: Arguments) -> anyhow::Result<SandboxOptions> {
    let mut options = SandboxOptions::new(arguments.data);
    options.listen = arguments.listen;
    if let Some(path) = arguments.fields {
        let body = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        options.fields = FieldsAnswer::json(body);
    }
    if arguments.photo_optional {
        options.photo = PhotoRule::Optional;
    }
    match std::env::var("CRM_SANDBOX_API_KEY") {
        Ok(key) if key.is_empty() => bail!("CRM_SANDBOX_API_KEY is empty: unset it, or give it a key"),
        Ok(key) => options.api_key = key.into(),
        Err(std::env::VarError::NotPresent) => {}
        Err(error) => return Err(error).context("CRM_SANDBOX_API_KEY"),
    }
    Ok(options)
}

#[expect(clippy::print_stdout, reason = "whoever started the sandbox waits for this line")]
fn announce(base_url: &str) {
    println!("crm-sandbox listening on {base_url}");
}

async fn until_told_to_stop() -> std::io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}
