//! The browser that the tests drive, from Debian's packages.

use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::env;
use std::path::PathBuf;

/// Debian's names; the driver's package depends on the very same version of the browser.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// The WebDriver program for Chromium: what CHROMEDRIVER names, or the one on PATH.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| on_path("chromedriver"))
}

pub(super) fn is_there() -> bool {
    let browser =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().any(|name| on_path(name).is_some());
    browser && chromedriver().is_some()
}

/// Fails if this program must not, or cannot, install Debian's packages here.
pub(super) fn check_prerequisites(shell: &Shell) -> Result<(), TaskError> {
    if on_path("apt-get").is_some() && (!needs_sudo() || sudo_without_password(shell)) {
        return Ok(());
    }
    Err(TaskError::Missing {
        what: "Chromium with its driver",
        remedy: "Install both so that `chromium` and `chromedriver` stand on PATH; \
                 on Debian: sudo apt-get install chromium chromium-driver"
            .to_owned(),
    })
}

pub(super) fn install(shell: &Shell) -> Result<(), TaskError> {
    apt_get(shell, &["update"])?;
    apt_get(shell, &[&["install", "--yes", "--no-install-recommends"], PACKAGES.as_slice()].concat())
}

fn needs_sudo() -> bool {
    !rustix::process::geteuid().is_root()
}

fn apt_get(shell: &Shell, arguments: &[&str]) -> Result<(), TaskError> {
    let sudo = needs_sudo();
    let mut command = if sudo { shell.command("sudo") } else { shell.command("apt-get") };
    if sudo {
        // Through env, because sudo hands on no variable of ours.
        command.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
    shell.run("Installing chromium", &mut command)?;
    Ok(())
}

fn sudo_without_password(shell: &Shell) -> bool {
    let mut command = shell.command("sudo");
    shell.run("Asking for sudo", command.args(["-n", "true"])).is_ok()
}
