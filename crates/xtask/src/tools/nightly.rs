//! Rust's nightly toolchain. Only the instrumentation for fuzzing needs it.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};

/// rustup's name of the toolchain. It is the newest nightly and not the nightly of a fixed date, because it must
/// always be able to build the code of the project's current stable Rust.
pub(crate) const NIGHTLY: &str = "nightly";

pub(super) fn is_there(shell: &Shell) -> Result<bool, TaskError> {
    if on_path("rustup").is_none() {
        return Ok(false);
    }
    let mut command = shell.command("rustup");
    let list = shell.run("Looking for the nightly toolchain", command.args(["toolchain", "list"]))?;
    Ok(is_listed(&list))
}

/// Fails if rustup, which installs toolchains, is missing.
pub(super) fn check_prerequisites() -> Result<(), TaskError> {
    if on_path("rustup").is_some() {
        return Ok(());
    }
    let remedy = "Fuzzing needs Rust's nightly toolchain beside the stable one: install rustup.".to_owned();
    Err(TaskError::Missing { what: "rustup", remedy })
}

pub(super) fn install(shell: &Shell) -> Result<(), TaskError> {
    let mut command = shell.command("rustup");
    command.args(["toolchain", "install", NIGHTLY, "--profile", "minimal", "--no-self-update"]);
    shell.run("Installing the nightly toolchain", &mut command)?;
    Ok(())
}

/// The machine's target triple, as the compiler names it.
pub(super) fn host(shell: &Shell) -> Result<String, TaskError> {
    let mut command = shell.command("rustup");
    let version = shell
        .run("Asking for the host", command.args(["run", NIGHTLY, "rustc", "--version", "--verbose"]))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or(TaskError::Missing {
        what: "The compiler's host",
        remedy: "`rustc --version --verbose` does not name it.".to_owned(),
    })
}

/// Whether a line such as `nightly-x86_64-unknown-linux-gnu (default)` is in the list. The nightly of a fixed date,
/// `nightly-2026-05-20-x86_64-…`, is another toolchain.
fn is_listed(list: &str) -> bool {
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    let mut hosts = names.filter_map(|name| name.strip_prefix("nightly-"));
    hosts.any(|host| !host.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_listed;

    #[test]
    fn nightly_toolchain_is_found_among_others() {
        let list = "stable-x86_64-unknown-linux-gnu (active, default)\nnightly-x86_64-unknown-linux-gnu\n";
        assert!(is_listed(list));
        assert!(is_listed("nightly-aarch64-unknown-linux-gnu (default)"));
    }

    #[test]
    fn dated_nightly_and_stable_toolchains_do_not_count() {
        assert!(!is_listed("stable-x86_64-unknown-linux-gnu\nnightly-2026-05-20-x86_64-unknown-linux-gnu\n"));
        assert!(!is_listed("no installed toolchains"));
    }
}
