//! The browsers that the tests control, from Debian's packages.

use super::{Engine, debian};
use crate::error::TaskError;
use crate::shell::{Shell, on_path};
use std::env;
use std::path::PathBuf;

impl Engine {
    /// The names of Debian's packages. The package of a driver depends on exactly the same version of its browser.
    /// Debian does not package Firefox's driver.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-driver"],
            Self::Firefox => &["firefox-esr"],
            // This browser has no headless mode, so it needs a virtual screen.
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// The engine's programs that are not on PATH, with alternative names from other systems considered.
    fn missing_programs(self) -> Vec<&'static str> {
        let missing = |program: &'static str| on_path(program).is_none().then_some(program);
        match self {
            Self::Chromium => {
                let browsers = ["chromium", "chromium-browser", "google-chrome"];
                let browser = browsers.iter().all(|name| on_path(name).is_none()).then_some("chromium");
                let driver = chromedriver().is_none().then_some("chromedriver");
                browser.into_iter().chain(driver).collect()
            }
            Self::Firefox => missing("firefox").into_iter().collect(),
            Self::WebKit => ["WebKitWebDriver", "Xvfb"].into_iter().filter_map(missing).collect(),
        }
    }
}

/// The WebDriver program for Chromium: the path in CHROMEDRIVER, or else the program on PATH.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .or_else(|| on_path("chromedriver"))
}

/// The engines of `engines` that cannot be controlled on this machine.
pub(super) fn missing(engines: &[Engine]) -> Vec<Engine> {
    engines.iter().copied().filter(|engine| !engine.missing_programs().is_empty()).collect()
}

/// The label of the step that installs the missing engines.
pub(super) fn label(engines: &[Engine]) -> String {
    format!("Installing Debian's {} (once)", packages(&missing(engines)).join(", "))
}

/// Fails if this program cannot install Debian's packages here, or lacks the rights to do so.
pub(super) fn check_prerequisites(shell: &Shell, engines: &[Engine]) -> Result<(), TaskError> {
    if debian::can_install(shell) { Ok(()) } else { Err(to_install(&missing(engines))) }
}

pub(super) fn install(shell: &Shell, engines: &[Engine]) -> Result<(), TaskError> {
    debian::install(shell, "Installing browsers", &packages(&missing(engines)))
}

fn packages(engines: &[Engine]) -> Vec<&'static str> {
    engines.iter().flat_map(|engine| engine.packages()).copied().collect()
}

/// The error names only the missing programs, so that the user installs no more than necessary.
fn to_install(missing: &[Engine]) -> TaskError {
    let programs = missing.iter().flat_map(|engine| engine.missing_programs());
    let programs: Vec<_> = programs.map(|program| format!("`{program}`")).collect();
    TaskError::Missing {
        what: "A browser for the tests",
        remedy: format!(
            "Install what puts {} on PATH; on Debian: sudo apt-get install {}",
            programs.join(", "),
            packages(missing).join(" ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Engine, to_install};

    #[test]
    fn message_names_only_the_packages_of_missing_browsers() {
        let said = to_install(&[Engine::Firefox, Engine::WebKit]).to_string();
        assert!(said.starts_with("A browser for the tests is missing. "), "{said}");
        assert!(
            said.ends_with("on Debian: sudo apt-get install firefox-esr webkit2gtk-driver xvfb"),
            "{said}"
        );
    }
}
