//! `crm-sandbox`: the sandbox as a program.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Parser;
use crm_sandbox::{FieldsAnswer, PhotoRule, Sandbox, SandboxOptions};
use tokio::signal::unix::{SignalKind, signal};

/// Simulates the two endpoints of the CRM, and serves a page that lists the received customers.
///
/// The environment variable CRM_SANDBOX_API_KEY sets the API key. Without the variable, the API key is "sandbox-key".
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The address to listen on. With port 0, the system chooses a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The folder for the customers and their files. The sandbox creates a missing folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A file with the JSON answer to GET /api/custom-fields. Default: the answer of the demo account.
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
        Ok(key) if key.is_empty() => {
            bail!("CRM_SANDBOX_API_KEY is empty: set an API key, or remove the variable")
        }
        Ok(key) => options.api_key = key.into(),
        Err(std::env::VarError::NotPresent) => {}
        Err(error) => return Err(error).context("cannot read CRM_SANDBOX_API_KEY"),
    }
    Ok(options)
}

#[expect(clippy::print_stdout, reason = "the caller of the sandbox reads the address from this line")]
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
