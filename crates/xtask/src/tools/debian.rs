//! Installs packages of Debian.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};

/// Whether this program can install Debian's packages here and has the rights to do so.
pub(super) fn can_install(shell: &Shell) -> bool {
    on_path("apt-get").is_some() && (!needs_sudo() || sudo_without_password(shell))
}

/// Installs all packages in one call, because reading Debian's package lists takes most of the time.
pub(super) fn install(shell: &Shell, what: &str, packages: &[&str]) -> Result<(), TaskError> {
    apt_get(shell, what, &["update"])?;
    apt_get(shell, what, &[&["install", "--yes", "--no-install-recommends"], packages].concat())
}

fn needs_sudo() -> bool {
    !rustix::process::geteuid().is_root()
}

fn apt_get(shell: &Shell, what: &str, arguments: &[&str]) -> Result<(), TaskError> {
    let sudo = needs_sudo();
    let mut command = if sudo { shell.command("sudo") } else { shell.command("apt-get") };
    if sudo {
        // Variables are set with `env`, because sudo does not pass on environment variables.
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
    shell.run(what, &mut command)?;
    Ok(())
}

fn sudo_without_password(shell: &Shell) -> bool {
    let mut command = shell.command("sudo");
    shell.run("Asking for sudo", command.args(["-n", "true"])).is_ok()
}
