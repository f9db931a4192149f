//! Firefox through geckodriver. Geckodriver creates the profile and turns off Firefox's background requests.

use std::process::Command;

use thirtyfour::{Capabilities, CapabilitiesHelper, DesiredCapabilities};

use test_support::port::ReservedPort;

pub(super) fn driver(port: &ReservedPort) -> Command {
    let mut command = super::program("GECKODRIVER", "geckodriver");
    // Port 0: the system chooses the port of WebDriver BiDi. The default is the same port for each browser.
    command.args(["--port", &port.number().to_string(), "--websocket-port", "0"]);
    command
}

pub(super) fn capabilities() -> Capabilities {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.add_arg("-headless").unwrap();
    capabilities.enable_bidi().unwrap();
    capabilities.into()
}
