//! `cargo xtask serve`: starts everything that is needed to try the product, on loopback addresses of this machine.

mod partner;
mod place;
mod ports;
mod servers;

use crate::binary::{self, PROXY, Profile, SANDBOX};
use crate::error::TaskError;
use crate::files;
use crate::shell::Shell;
use crate::tools::{Bench, FOR_WEB};
use crate::web;
use fs_err as fs;
use servers::Server;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The API key that the sandbox requires and the proxy sends. It protects nothing: both listen on this machine only,
/// and this program never handles the key of a real CRM here.
const SANDBOX_KEY: &str = "key-of-the-sandbox";
/// The environment variable from which the proxy reads that key.
const KEY_VARIABLE: &str = "ACME_API_KEY";

/// The id of the served form.
const FORM: &str = "acme";

/// The proxy's configuration file for a run against the sandbox.
const SETTINGS: &str = include_str!("serve/sandbox.toml");

/// Serves the form against the sandbox, with a partner page, until Ctrl-C.
pub(crate) fn sandbox(shell: &Shell) -> Result<(), TaskError> {
    let (bench, programs) = build(shell, &[SANDBOX, PROXY], Profile::Trial)?;
    let step = bench.progress.begin("Starting");
    let (addresses, notices) = ports::choose(ports::USUAL)?;
    let [proxy_url, partner_url, sandbox_url, admin_url] =
        addresses.map(|address| format!("http://{address}"));
    let [_, partner, sandbox, _] = addresses;
    let place = place::take(&shell.project.root)?;
    let (config, data) = (place.folder.join("customer-form.toml"), place.folder.join("data"));
    files::write(&config, settings(addresses))?;
    fs::create_dir_all(&data)?;

    let mut crm = shell.command(programs.join(SANDBOX));
    crm.arg("--listen").arg(sandbox.to_string()).arg("--data").arg(&data);
    crm.env("CRM_SANDBOX_API_KEY", SANDBOX_KEY);
    let crm = Server::start("The sandbox", &mut crm, &place.folder)?;

    let mut proxy = shell.command(programs.join(PROXY));
    proxy.arg("serve").arg("--config").arg(&config).env(KEY_VARIABLE, SANDBOX_KEY);
    let proxy = Server::start("The proxy", &mut proxy, &place.folder)?;

    partner::start(&shell.project.root, partner, &proxy_url)?;
    // The servers end in this order, because the proxy may still have to send a submission to the CRM.
    let mut servers = [proxy, crm];
    servers::wait_for(shell, &mut servers, &[format!("{admin_url}/healthz"), sandbox_url.clone()])?;
    step.finish("done");

    for notice in notices.into_iter().chain(place.notice) {
        println!("{notice}");
    }
    println!();
    println!("The onboarding page:        {proxy_url}/onboarding/{FORM}");
    println!("The same on a partner's:    {partner_url}/");
    println!("What the CRM received:      {sandbox_url}/");
    println!("\nCtrl-C ends everything. Logs and the sandbox's data: {}", place.folder.display());
    servers::until_stopped(shell, &mut servers)
}

/// Serves the form against the CRM that the configuration file `file` names, until Ctrl-C.
///
/// The proxy's own summary of the file has the addresses. Fails if the proxy finds a mistake in the file.
pub(crate) fn real_crm(shell: &Shell, file: &Path) -> Result<(), TaskError> {
    // Read the file first, so that a missing or malformed file shows before minutes of building.
    files::read_toml::<toml::Table>(file)?;
    let config = fs::canonicalize(file)?;
    let (bench, programs) = build(shell, &[PROXY], Profile::Release)?;

    let step = bench.progress.begin("Starting");
    let place = place::take(&shell.project.root)?;
    let proxy = |task: &str| {
        let mut command = shell.command(programs.join(PROXY));
        command.arg(task).arg("--config").arg(&config);
        command
    };
    let summary = shell.run("Checking the configuration", proxy("check").arg("--offline"))?;
    let mut servers = [Server::start("The proxy", &mut proxy("serve"), &place.folder)?];
    servers::wait_for(shell, &mut servers, &[health(&summary)])?;
    step.finish("done");

    println!("\n{summary}");
    println!("This is the real CRM: every customer that is sent is created there. Ctrl-C ends the proxy.");
    servers::until_stopped(shell, &mut servers)
}

/// Builds the form and these programs. Returns the folder of the programs.
fn build<'a>(
    shell: &'a Shell,
    packages: &[&str],
    profile: Profile,
) -> Result<(Bench<'a>, PathBuf), TaskError> {
    // The steps are building the form, building the programs, and starting.
    let bench = Bench::new(shell, FOR_WEB, 3)?;
    web::build(&bench)?;
    let programs = binary::programs(&bench, packages, profile)?;
    Ok((bench, programs))
}

/// The text of the configuration file with the addresses of this run.
fn settings([proxy, partner, sandbox, admin]: [SocketAddr; 4]) -> String {
    let values = [("{proxy}", proxy), ("{partner}", partner), ("{sandbox}", sandbox), ("{admin}", admin)];
    values.iter().fold(SETTINGS.to_owned(), |text, (name, address)| text.replace(name, &address.to_string()))
}

/// The address that tells whether the proxy is ready, on its private listener as the summary names it. The loopback
/// address for a listener on all addresses.
fn health(summary: &str) -> String {
    let listen = summary.lines().find_map(|line| line.strip_prefix("Private listener: ")).unwrap_or_default();
    let reachable = listen.trim().replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:");
    format!("http://{reachable}/healthz")
}

#[cfg(test)]
mod tests {
    use super::{FORM, KEY_VARIABLE, health, settings};

    #[test]
    fn settings_file_is_toml_with_every_address() {
        let text = settings([8080, 8081, 8090, 9090].map(|port| ([127, 0, 0, 1], port).into()));
        let file: toml::Table = toml::from_str(&text).unwrap();
        let form = &file["forms"][0];
        for (value, expected) in [
            (&file["listen"], "127.0.0.1:8080"),
            (&file["admin_listen"], "127.0.0.1:9090"),
            (&file["public_url"], "http://127.0.0.1:8080"),
            (&file["upstream"]["base_url"], "http://127.0.0.1:8090"),
            (&form["origins"][0], "http://127.0.0.1:8081"),
            (&form["id"], FORM),
            (&form["api_key_env"], KEY_VARIABLE),
        ] {
            assert_eq!(value.as_str(), Some(expected));
        }
        assert!(!text.contains('{'), "a place was left unfilled:\n{text}");
    }

    #[test]
    fn health_is_asked_on_the_private_listener_of_the_summary() {
        let health =
            |listen| health(&format!("OK: a.toml\nPublic listener: [::]:80\nPrivate listener: {listen}\n"));
        assert_eq!(health("127.0.0.1:9090"), "http://127.0.0.1:9090/healthz");
        assert_eq!(health("0.0.0.0:91"), "http://127.0.0.1:91/healthz");
    }
}
