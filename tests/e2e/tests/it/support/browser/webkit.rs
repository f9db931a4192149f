//! WebKitGTK's MiniBrowser through WebKitWebDriver, on a screen in memory.

use std::process::Command;

use test_support::port::ReservedPort;
use thirtyfour::Capabilities;

use super::display::Display;

pub(super) fn driver(port: &ReservedPort, display: &Display) -> Command {
    let mut command = super::program("WEBKITWEBDRIVER", "WebKitWebDriver");
    command.arg(format!("--port={}", port.number()));
    command.env("DISPLAY", display.name());
    // WebKit's sandbox does not work for root, nor in most containers.
    command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
    // The emulation of a GPU would use more processor time than all other work of the browser.
    command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    // Without this, the window opens on the desktop from which the tests were started.
    command.env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    command
}

/// By default, WebKitWebDriver starts the MiniBrowser in automation mode.
pub(super) fn capabilities() -> Capabilities {
    Capabilities::new()
}
