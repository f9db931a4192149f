//! A child process and all processes that it started, as one group that is ended together.

use crate::error::TaskError;
use fs_err::File;
use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// The time that a program has to end after SIGTERM, before it is killed. The proxy needs up to 30 seconds for
/// submissions that it is sending to the CRM; all other programs end at once.
const GRACE: Duration = Duration::from_secs(35);

/// A running child in its own process group. Dropping it asks the group to end, and kills the processes that remain
/// after a grace period.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
}

impl Group {
    /// Starts the command. Both its outputs go to the file `log`, which is emptied first.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self, TaskError> {
        let file = File::create(log)?.into_file();
        let child = command.stdout(file.try_clone()?).stderr(file).process_group(0).spawn();
        let program = || command.get_program().to_string_lossy().into_owned();
        Ok(Self { child: child.map_err(|source| TaskError::NotStarted { program: program(), source })? })
    }

    /// The exit status of the child; `None` while the child runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>, TaskError> {
        Ok(self.child.try_wait()?)
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // An error means that the group has already ended, which is the goal.
            let _ = kill_process_group(pid, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let deadline = Instant::now() + GRACE;
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(Signal::TERM);
        }
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(20));
        }
        // A child that ended may leave other processes behind, such as a browser whose driver was killed.
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::Group;
    use crate::files::testing;
    use std::fs;
    use std::path::PathBuf;
    use std::process::Command;
    use std::thread;
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    fn start(script: &str) -> (TempDir, PathBuf, Group) {
        let folder = testing::folder(&[]);
        let log = folder.path().join("log");
        let group = Group::start(Command::new("sh").args(["-c", script]), &log).unwrap();
        (folder, log, group)
    }

    fn wait_until(mut condition: impl FnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !condition() {
            assert!(Instant::now() < deadline, "the condition was not met in time");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn runs(pid: &str) -> bool {
        // A zombie process counts as ended; its parent has not read its status yet.
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn log_contains_both_outputs_of_the_child() {
        let (_folder, log, mut group) = start("echo out; echo err >&2");
        wait_until(|| group.ended().unwrap().is_some());
        assert_eq!(fs::read_to_string(&log).unwrap(), "out\nerr\n");
    }

    #[test]
    fn grandchildren_end_with_the_group() {
        for (script, child_ends_first) in
            [("sleep 300 & echo $!; wait", false), ("sleep 300 & echo $!", true)]
        {
            let (_folder, log, mut group) = start(script);
            wait_until(|| fs::read_to_string(&log).unwrap().ends_with('\n'));
            wait_until(|| group.ended().unwrap().is_some() == child_ends_first);
            let grandchild = fs::read_to_string(&log).unwrap().trim().to_owned();
            assert!(runs(&grandchild));
            drop(group);
            wait_until(|| !runs(&grandchild));
        }
    }
}
