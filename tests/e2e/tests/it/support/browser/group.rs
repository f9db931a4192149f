//! A program and all its child processes, as one process group that ends together.

use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};

/// A running program in its own process group. Dropping it ends the group.
pub(super) struct Group {
    child: Child,
}

impl Group {
    pub(super) fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stderr(Stdio::null()).process_group(0);
        let started = command.spawn();
        let program = command.get_program().display();
        Self { child: started.unwrap_or_else(|error| panic!("{program} cannot be started: {error}")) }
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
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
