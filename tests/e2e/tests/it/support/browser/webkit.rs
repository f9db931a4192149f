//! WebKitGTK's own small browser through WebKitWebDriver, on a screen that nobody sees.

use std::process::Command;

use thirtyfour::Capabilities;

use super::super::port::ReservedPort;
use super::display::Display;

pub(super) fn driver(port: &ReservedPort, display: &Display) -> Command {
    let mut command = super::program("WEBKITWEBDRIVER", "WebKitWebDriver");
    command.arg(format!("--port={}", port.number()));
    command.env("DISPLAY", display.name());
    // Root cannot have its sandbox, nor can most containers.
    command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    // Else a desktop that the tests are started from would get the window.
    command.env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    command
}

/// It starts its own browser, in automation mode, unless it is told otherwise.
pub(super) fn capabilities() -> Capabilities {
    Capabilities::new()
}
