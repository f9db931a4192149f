//! A WebDriver program, and where it listens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::eventually;
use super::group::Group;

/// A running driver on a port that the system chose. Dropping it ends it and its browser.
pub(super) struct Driver {
    port: u16,
    _program: Group,
}

impl Driver {
    /// Starts it and waits until it listens.
    pub(super) async fn start(command: &mut Command) -> Self {
        let mut program = Group::start(command.stdout(Stdio::null()));
        let name = command.get_program().display();
        let port = eventually("a driver that listens", async || {
            if let Some(status) = program.ended() {
                panic!("{name} ended before it was ready ({status})");
            }
            listens_at(program.id())
        })
        .await;
        Self { port, _program: program }
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The port of 127.0.0.1 on which a process listens. Asked of the system, since not every driver tells.
fn listens_at(process: u32) -> Option<u16> {
    /// 127.0.0.1 as the kernel writes it, byte by byte from the right, and the state in which a socket listens.
    const LOOPBACK: &str = "0100007F:";
    const LISTENS: &str = "0A";
    let process = PathBuf::from(format!("/proc/{process}"));
    let sockets = sockets(&process)?;
    let table = fs::read_to_string(process.join("net/tcp")).ok()?;
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<_> = line.split_whitespace().collect();
        let [_, local, _, state, _, _, _, _, _, inode, ..] = columns.as_slice() else { return None };
        let port = local.strip_prefix(LOOPBACK)?;
        let is_it = *state == LISTENS && sockets.iter().any(|socket| socket == inode);
        is_it.then(|| u16::from_str_radix(port, 16).unwrap())
    })
}

/// The numbers of the sockets that a process has open.
fn sockets(process: &Path) -> Option<Vec<String>> {
    let open = fs::read_dir(process.join("fd")).ok()?;
    let targets = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    let number = |target: PathBuf| {
        let target = target.to_string_lossy();
        target.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned)
    };
    Some(targets.filter_map(number).collect())
}
