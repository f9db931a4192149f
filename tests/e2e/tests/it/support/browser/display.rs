//! A screen in memory, for a browser without a headless mode.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::group::Group;

/// The width and height in pixels, and the colour depth in bits. Every form fits the width.
const SCREEN: &str = "1280x1024x24";

/// A running X server for one browser, so that no other window takes the focus. It ends when it is dropped.
pub(super) struct Display {
    name: String,
    _server: Group,
}

impl Display {
    pub(super) fn start() -> Self {
        let mut command = Command::new("Xvfb");
        // The X server chooses a free display number and writes it to its standard output once it is ready.
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]).stdout(Stdio::piped());
        let mut server = Group::start(&mut command);
        let mut number = String::new();
        BufReader::new(server.stdout()).read_line(&mut number).unwrap();
        assert!(!number.is_empty(), "Xvfb ended before it was ready");
        Self { name: format!(":{}", number.trim()), _server: server }
    }

    /// The value for the variable DISPLAY.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
