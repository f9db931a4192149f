//! A screen in memory, for a browser that has no headless mode.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::group::Group;

/// Large enough that no form needs two screens sideways.
const SCREEN: &str = "1280x1024x24";

/// A running X server of its own, so that no other window takes the focus. It ends when it is dropped.
pub(super) struct Display {
    name: String,
    _server: Group,
}

impl Display {
    pub(super) fn start() -> Self {
        let mut command = Command::new("Xvfb");
        // It chooses a number that is free and writes it, once it is ready, to its standard output.
        command.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]).stdout(Stdio::piped());
        let mut server = Group::start(&mut command);
        let mut number = String::new();
        BufReader::new(server.stdout()).read_line(&mut number).unwrap();
        assert!(!number.is_empty(), "Xvfb ended before it was ready");
        Self { name: format!(":{}", number.trim()), _server: server }
    }

    /// What DISPLAY has to be.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
