//! A program and all its child processes, as one process group that ends together.

use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A running program in its own process group. Dropping it ends the group.
pub(super) struct Group {
    child: Child,
    is_left: bool,
}

impl Group {
    pub(super) fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let started = command.spawn();
        let program = command.get_program().display();
        let child = started.unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
        Self { child, is_left: false }
    }

    /// The group's id, which is the program's process id.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Lets the group run on when this value is dropped.
    pub(super) fn leave(&mut self) {
        self.is_left = true;
    }

    /// Ends a group, if it still runs.
    pub(super) fn kill(id: u32) {
        if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    /// The program's standard output, if it was piped. Can be taken once.
    pub(super) fn stdout(&mut self) -> ChildStdout {
        self.child.stdout.take().unwrap()
    }

    /// The program's exit status; `None` while it runs.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_left {
            Self::kill(self.id());
            let _ = self.child.wait();
        }
    }
}
