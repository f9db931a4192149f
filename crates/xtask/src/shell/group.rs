//! A child process and all processes that it started, as one group that is ended together.

use crate::error::TaskError;
use rustix::process::{Pid, Signal, kill_process_group};
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// The time that a program has to end after SIGTERM, before it is killed. The proxy needs up to 30 seconds for
/// submissions that it is sending to the CRM; all other programs end at once.
const GRACE: Duration = Duration::from_secs(35);

/// A running child in its own process group. Dropping it ends all remaining processes of the group.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
}

impl Group {
    /// Starts the command. Both its outputs go to the file `log`, which is emptied first.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self, TaskError> {
        let file = File::create(log).map_err(TaskError::file("write", log))?;
        let errors = file.try_clone().map_err(TaskError::file("write", log))?;
        let child = command.stdout(file).stderr(errors).process_group(0).spawn().map_err(|source| {
            TaskError::NotStarted { program: command.get_program().to_string_lossy().into_owned(), source }
        })?;
        Ok(Self { child })
    }

    /// The exit status of the child; `None` while the child runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>, TaskError> {
        self.child.try_wait().map_err(TaskError::file("wait for", Path::new("a child process")))
    }

    /// Asks the group to end, and kills it after a grace period.
    pub(crate) fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        self.signal(Signal::TERM);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // An error means that the group has already ended, which is the goal.
            let _ = kill_process_group(pid, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
        // A child that ended may leave other processes behind, such as a browser whose driver was killed.
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::Group;
    use std::fs;
    use std::path::Path;
    use std::process::Command;
    use std::thread;
    use std::time::{Duration, Instant};

    fn poll(mut condition: impl FnMut() -> bool) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if condition() {
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn runs(pid: &str) -> bool {
        // A zombie process counts as ended; its parent has not read its status yet.
        fs::read_to_string(Path::new("/proc").join(pid).join("stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn log_contains_both_outputs_of_the_child() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut group =
            Group::start(Command::new("sh").args(["-c", "echo out; echo err >&2"]), &log).unwrap();
        assert!(poll(|| group.ended().unwrap().is_some()));
        let text = fs::read_to_string(&log).unwrap();
        assert!(text.contains("out") && text.contains("err"), "{text}");
    }

    #[test]
    fn dropping_a_group_ends_the_child_and_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let group = Group::start(Command::new("sh").args(["-c", "sleep 300 & echo $!; wait"]), &log).unwrap();
        let mut grandchild = String::new();
        assert!(poll(|| {
            grandchild = fs::read_to_string(&log).unwrap().trim().to_owned();
            !grandchild.is_empty()
        }));
        assert!(runs(&grandchild));
        drop(group);
        assert!(poll(|| !runs(&grandchild)), "the grandchild {grandchild} still runs");
    }

    #[test]
    fn grandchildren_end_when_the_child_ended_before_them() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut group = Group::start(Command::new("sh").args(["-c", "sleep 300 & echo $!"]), &log).unwrap();
        assert!(poll(|| group.ended().unwrap().is_some()));
        let grandchild = fs::read_to_string(&log).unwrap().trim().to_owned();
        drop(group);
        assert!(poll(|| !runs(&grandchild)), "the grandchild {grandchild} still runs");
    }
}
