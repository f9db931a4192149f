//! Firefox through geckodriver. Geckodriver creates the profile and turns off Firefox's background requests.

use std::process::Command;

use thirtyfour::{Capabilities, DesiredCapabilities};

use super::super::port::ReservedPort;

pub(super) fn driver(port: &ReservedPort) -> Command {
    let mut command = super::program("GECKODRIVER", "geckodriver");
    command.args(["--port", &port.number().to_string()]);
    command
}

pub(super) fn capabilities() -> Capabilities {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.add_arg("-headless").unwrap();
    capabilities.into()
}
