//! Programs that Debian packages.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};

/// Whether this program may, and can, install Debian's packages here.
pub(super) fn can_install(shell: &Shell) -> bool {
    on_path("apt-get").is_some() && (!needs_sudo() || sudo_without_password(shell))
}

/// All in one call, since most of the time goes by until Debian's lists are read.
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
        // Through env, because sudo hands on no variable of ours.
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
