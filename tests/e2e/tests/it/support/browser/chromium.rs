//! Chromium through chromedriver.

use std::path::Path;
use std::process::Command;

use thirtyfour::{
    Capabilities, CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel,
};

use test_support::port::ReservedPort;

/// The browser's flags: no window, no sandbox (which does not work for root), and no background requests.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

pub(super) fn driver(port: &ReservedPort) -> Command {
    let mut command = super::program("CHROMEDRIVER", "chromedriver");
    command.arg(format!("--port={}", port.number()));
    command
}

pub(super) fn capabilities(folder: &Path) -> Capabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag).unwrap();
    }
    capabilities.add_arg(&format!("--user-data-dir={}", folder.join("profile").display())).unwrap();
    capabilities.enable_bidi().unwrap();
    capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
    capabilities.into()
}
