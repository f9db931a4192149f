//! Firefox through geckodriver, which makes its profile and leaves out what Firefox does on its own.

use std::process::Command;

use thirtyfour::{Capabilities, DesiredCapabilities};

/// On a port that the system chooses.
pub(super) fn driver() -> Command {
    let mut command = super::program("GECKODRIVER", "geckodriver");
    command.args(["--port", "0"]);
    command
}

pub(super) fn capabilities() -> Capabilities {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.add_arg("-headless").unwrap();
    capabilities.into()
}
