//! `cargo xtask serve`: starts everything that is needed to try the product, on loopback addresses of this machine.

mod partner;
mod place;
mod ports;
mod real;
mod servers;
mod settings;

use crate::binary::{self, PROXY, SANDBOX};
use crate::error::TaskError;
use crate::progress::Progress;
use crate::project::Project;
use crate::shell::Shell;
use crate::tools::{FOR_WEB, Tools};
use crate::web;
use partner::PartnerPage;
use place::Place;
use ports::{Ports, Wanted};
use servers::{Probe, Server};
use std::fs;
use std::path::Path;

/// The API key that the sandbox requires and the proxy sends. It protects nothing: both listen on this machine only,
/// and this program never handles the key of a real CRM here.
const SANDBOX_KEY: &str = "key-of-the-sandbox";

/// The number of steps after the tools: building the form, building the programs, starting.
const STEPS: usize = 3;

/// Serves the form against the sandbox, with a partner page, until Ctrl-C.
pub(crate) fn sandbox(project: &Project, shell: &Shell) -> Result<(), TaskError> {
    let progress = build(project, shell, &[SANDBOX, PROXY])?;

    let step = progress.begin("Starting");
    let ports = Ports::choose(Wanted::default())?;
    let place = Place::take(&project.root)?;
    let folder = &place.folder;
    let data = folder.join("data");
    fs::create_dir_all(&data).map_err(TaskError::file("create", &data))?;
    let config = folder.join("customer-form.toml");
    fs::write(&config, settings::for_sandbox(&ports)).map_err(TaskError::file("write", &config))?;

    let mut crm = shell.command(project.release_binary(SANDBOX));
    crm.arg("--listen").arg(ports.sandbox.address()).arg("--data").arg(&data);
    crm.env("CRM_SANDBOX_API_KEY", SANDBOX_KEY);
    let crm = Server::start("The sandbox", &mut crm, &folder.join("sandbox.log"))?;

    let mut proxy = shell.command(project.release_binary(PROXY));
    proxy.arg("serve").arg("--config").arg(&config).env(settings::KEY_VARIABLE, SANDBOX_KEY);
    let proxy = Server::start("The proxy", &mut proxy, &folder.join("proxy.log"))?;

    let page = PartnerPage::start(project, ports.take_partner(), &ports.proxy.url())?;
    // The servers end in this order, because the proxy may still have to send a submission to the CRM.
    let mut servers = [proxy, crm];
    servers::wait_for(
        shell,
        &mut servers,
        &[Probe::healthy(&format!("{}/healthz", ports.admin.url())), Probe::any(&ports.sandbox.url())],
    )?;
    step.finish("done");

    for notice in ports.notices().into_iter().chain(place.notice) {
        println!("{notice}");
    }
    println!();
    println!("The onboarding page:        {}/onboarding/{}", ports.proxy.url(), settings::FORM);
    println!("The same on a partner's:    {}/", page.url());
    println!("What the CRM received:      {}/", ports.sandbox.url());
    println!("\nCtrl-C ends everything. Logs and the sandbox's data: {}", folder.display());
    until_stopped(shell, &mut servers)
}

/// Serves the form against the CRM that the configuration file `file` names, until Ctrl-C.
pub(crate) fn real_crm(project: &Project, shell: &Shell, file: &Path) -> Result<(), TaskError> {
    // Read the configuration file first, so that a mistake shows before minutes of building.
    let config = real::read(file)?;
    let progress = build(project, shell, &[PROXY])?;

    let step = progress.begin("Starting");
    let place = Place::take(&project.root)?;
    let path = fs::canonicalize(file).map_err(TaskError::file("read", file))?;
    let mut proxy = shell.command(project.release_binary(PROXY));
    proxy.arg("serve").arg("--config").arg(&path);
    let mut servers = [Server::start("The proxy", &mut proxy, &place.folder.join("proxy.log"))?];
    servers::wait_for(shell, &mut servers, &[config.probe()])?;
    step.finish("done");

    println!();
    for address in config.onboarding_addresses() {
        println!("The onboarding page:        {address}");
    }
    println!("\nThis is the real CRM: every customer that is sent is created there. Ctrl-C ends the proxy.");
    until_stopped(shell, &mut servers)
}

fn build(project: &Project, shell: &Shell, packages: &[&str]) -> Result<Progress, TaskError> {
    let tools = Tools::new(project, shell)?;
    let missing = tools.missing(FOR_WEB)?;
    let progress = Progress::new(missing.len() + STEPS, shell.verbose());
    tools.bring(&missing, &progress)?;
    web::build(project, shell, &tools, &progress)?;
    binary::release(shell, &progress, packages)?;
    Ok(progress)
}

/// Waits until Ctrl-C, which is the normal end and not an error. A server that ends by itself is an error.
fn until_stopped(shell: &Shell, servers: &mut [Server]) -> Result<(), TaskError> {
    loop {
        for server in servers.iter_mut() {
            server.check()?;
        }
        if shell.pause().is_err() {
            println!("\nStopping.");
            return Ok(());
        }
    }
}
