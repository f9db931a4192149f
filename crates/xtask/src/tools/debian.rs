//! Programs from Debian's packages: the browsers that the tests control, and Redis.

use super::Bench;
use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::env;
use std::path::PathBuf;

/// Programs that are used together.
#[derive(Debug)]
pub(crate) struct Debian {
    /// The programs, each with its alternative names on other systems.
    pub(super) programs: &'static [&'static [&'static str]],
    pub(super) packages: &'static [&'static str],
}

/// The Redis server for the proxy's tests; each test starts its own.
pub(super) const REDIS: Debian = Debian { programs: &[&["redis-server"]], packages: &["redis-server"] };

const CHROMEDRIVER: &str = "chromedriver";

/// The package of the driver depends on exactly the same version of the browser.
pub(super) const CHROMIUM: Debian = Debian {
    programs: &[&["chromium", "chromium-browser", "google-chrome"], &[CHROMEDRIVER]],
    packages: &["chromium", "chromium-driver"],
};

pub(super) const FIREFOX: Debian = Debian { programs: &[&["firefox"]], packages: &["firefox-esr"] };

/// This browser has no headless mode, so it needs a virtual screen.
pub(super) const WEBKIT: Debian =
    Debian { programs: &[&["WebKitWebDriver"], &["Xvfb"]], packages: &["webkit2gtk-driver", "xvfb"] };

impl Debian {
    /// The programs that are missing on this machine.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let is_there = |name: &&str| match *name {
            CHROMEDRIVER => chromedriver().is_some(),
            name => on_path(name).is_some(),
        };
        let missing = self.programs.iter().filter(|names| !names.iter().any(is_there));
        missing.filter_map(|names| names.first()).copied().collect()
    }
}

/// The WebDriver program for Chromium: the path in CHROMEDRIVER, or else the program on PATH.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    let named = env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| on_path(CHROMEDRIVER))
}

/// Fails if something is missing, and this program cannot install Debian's packages here or lacks the rights to do so.
pub(super) fn check_prerequisites(shell: &Shell, missing: &[&Debian]) -> Result<(), TaskError> {
    let sudo = || shell.run("Asking for sudo", shell.command("sudo").args(["-n", "true"])).is_ok();
    if missing.is_empty() || (on_path("apt-get").is_some() && (!needs_sudo() || sudo())) {
        return Ok(());
    }
    let programs: Vec<_> = missing.iter().flat_map(|debian| debian.missing()).collect();
    Err(to_install(&programs, &packages(missing)))
}

/// The error names only what is missing, so that the user installs no more than necessary.
fn to_install(programs: &[&str], packages: &[&str]) -> TaskError {
    let remedy = format!(
        "Install what puts `{}` on PATH; on Debian: sudo apt-get install {}",
        programs.join("`, `"),
        packages.join(" ")
    );
    TaskError::Missing { what: "A program for the tests", remedy }
}

/// Installs all packages as one step, because reading Debian's package lists takes most of the time.
pub(super) fn install(bench: &Bench<'_>, missing: &[&Debian]) -> Result<(), TaskError> {
    let packages = packages(missing);
    if packages.is_empty() {
        return Ok(());
    }
    let step = bench.progress.begin(format!("Installing Debian's {} (once)", packages.join(", ")));
    apt_get(bench.shell, &["update"])?;
    apt_get(bench.shell, &[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())?;
    step.finish("done");
    Ok(())
}

fn packages(missing: &[&Debian]) -> Vec<&'static str> {
    missing.iter().flat_map(|debian| debian.packages).copied().collect()
}

fn needs_sudo() -> bool {
    !rustix::process::geteuid().is_root()
}

fn apt_get(shell: &Shell, arguments: &[&str]) -> Result<(), TaskError> {
    let mut command = shell.command(if needs_sudo() { "sudo" } else { "env" });
    if needs_sudo() {
        command.args(["-n", "env"]);
    }
    // Variables are set with `env`, because sudo does not pass on environment variables.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    shell.run("Installing Debian's packages", &mut command).map(drop)
}

#[cfg(test)]
mod tests {
    use super::{FIREFOX, REDIS, WEBKIT, packages, to_install};

    #[test]
    fn message_names_the_programs_and_packages_to_install() {
        let packages = packages(&[&FIREFOX, &WEBKIT, &REDIS]);
        assert_eq!(
            to_install(&["firefox", "Xvfb"], &packages).to_string(),
            "A program for the tests is missing. Install what puts `firefox`, `Xvfb` on PATH; on Debian: \
             sudo apt-get install firefox-esr webkit2gtk-driver xvfb redis-server"
        );
    }
}
