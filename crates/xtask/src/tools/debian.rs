//! Programs from Debian's packages: the browsers that the tests control, and Redis.

use super::Bench;
use super::tool::{Program, Source, Tool};
use crate::error::TaskError;
use crate::shell::Shell;
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use which::which;

/// A missing program and Debian's package for it.
pub(super) type Missing = (&'static str, &'static str);

const fn debian(programs: &'static [Program]) -> Tool {
    Tool::new("Debian's packages", "", Source::Debian(programs))
}

/// The Redis server for the proxy's tests; each test starts its own.
pub(crate) const REDIS: Tool = debian(&[(&["redis-server"], "redis-server")]);

const CHROMEDRIVER: &str = "chromedriver";

/// A browser engine, tested with one browser. Every common browser uses one of these three engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lowercase")]
pub(crate) enum Engine {
    /// Chromium, for Chrome, Edge and Opera.
    Chromium,
    /// Firefox.
    Firefox,
    /// WebKitGTK, for Safari.
    WebKit,
}

impl Engine {
    /// The name for the command line, nextest's profiles and the environment.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }
}

/// Chromium and its driver. The package of a driver depends on exactly the same version of its browser.
pub(crate) const CHROMIUM: Tool = debian(&[
    (&["chromium", "chromium-browser", "google-chrome"], "chromium"),
    (&[CHROMEDRIVER], "chromium-driver"),
]);
/// Firefox, without its driver.
pub(crate) const FIREFOX: Tool = debian(&[(&["firefox"], "firefox-esr")]);
/// WebKitGTK and its driver. This browser has no headless mode, so it needs a virtual screen.
pub(crate) const WEBKIT: Tool = debian(&[(&["WebKitWebDriver"], "webkit2gtk-driver"), (&["Xvfb"], "xvfb")]);

/// The WebDriver program for Chromium: the path in CHROMEDRIVER, or else the program on PATH.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| which(CHROMEDRIVER).ok())
}

/// The programs that are missing on this machine.
pub(super) fn missing(programs: &'static [Program]) -> impl Iterator<Item = Missing> {
    let is_there = |name: &&str| match *name {
        CHROMEDRIVER => chromedriver().is_some(),
        name => which(name).is_ok(),
    };
    let missing = programs.iter().filter(move |(names, _)| !names.iter().any(is_there));
    missing.filter_map(|(names, package)| Some((*names.first()?, *package)))
}

/// Fails if programs are missing, and this program cannot install packages here or lacks the rights to do so. The error
/// names only the missing programs, so that the user installs no more than necessary.
pub(super) fn check_prerequisites(shell: &Shell, missing: &BTreeSet<Missing>) -> Result<(), TaskError> {
    let sudo = || shell.run("Asking for sudo", shell.command("sudo").args(["-n", "true"])).is_ok();
    if missing.is_empty() || (which("apt-get").is_ok() && (!needs_sudo() || sudo())) {
        return Ok(());
    }
    Err(to_install(missing))
}

fn to_install(missing: &BTreeSet<Missing>) -> TaskError {
    let (programs, packages): (Vec<_>, Vec<_>) = missing.iter().copied().unzip();
    let (programs, packages) = (programs.join("`, `"), packages.join(" "));
    let remedy =
        format!("Install what puts `{programs}` on PATH; on Debian: sudo apt-get install {packages}");
    TaskError::Missing { what: "A program for the tests", remedy }
}

/// Installs all packages as one step, because reading Debian's package lists takes most of the time.
pub(super) fn install(bench: &Bench<'_>, missing: &BTreeSet<Missing>) -> Result<(), TaskError> {
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = missing.iter().map(|(_, package)| *package).collect();
    let step = bench.progress.begin(format!("Installing Debian's {} (once)", names.join(", ")));
    apt_get(bench.shell, &["update"])?;
    apt_get(bench.shell, &[&["install", "--yes", "--no-install-recommends"], names.as_slice()].concat())?;
    step.finish("done");
    Ok(())
}

fn needs_sudo() -> bool {
    !rustix::process::geteuid().is_root()
}

fn apt_get(shell: &Shell, arguments: &[&str]) -> Result<(), TaskError> {
    let sudo: &[&str] = if needs_sudo() { &["-n", "env"] } else { &[] };
    let mut command = shell.command(if needs_sudo() { "sudo" } else { "env" });
    // Variables are set with `env`, because sudo does not pass on environment variables.
    command.args(sudo).args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    shell.run("Installing Debian's packages", &mut command).map(drop)
}

#[cfg(test)]
mod tests {
    use super::to_install;

    #[test]
    fn message_names_the_programs_and_packages_to_install() {
        let said = to_install(&[("Xvfb", "xvfb"), ("firefox", "firefox-esr")].into()).to_string();
        assert!(
            said.ends_with("`Xvfb`, `firefox` on PATH; on Debian: sudo apt-get install xvfb firefox-esr"),
            "{said}"
        );
    }
}
