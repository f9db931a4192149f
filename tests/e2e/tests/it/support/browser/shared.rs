//! Browsers that several tests of one run use, one after the other.
//!
//! Nextest runs each test as a process, and the start of Firefox or Chromium takes most of the processor time of a
//! short test. Therefore, the tests that nextest runs in the same slot of the test group use the same browser. Each
//! test has its own user context ([`super::user_context`]), and a browser is used again only after a test that passed.
//! A test that another runner starts has its own browser.

use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, fs};

use serde::{Deserialize, Serialize};

use super::super::Engine;
use super::group::Group;
use super::session::Session;

/// Starts the driver. Ends the driver and its browser when the runner has ended, also after a crash of the runner. Then
/// removes the slot's folder, and the run's folder if no other slot is left. The arguments are the runner's process id,
/// the slot's folder, and the driver's command line.
const SUPERVISOR: &str = r#"
runner="$1" folder="$2"
shift 2
"$@" &
driver="$!"
while kill -0 "$runner" && kill -0 "$driver"; do sleep 1; done
trap "" TERM
kill -TERM 0
sleep 1
rm -rf "$folder"
rmdir "$(dirname "$folder")"
kill -KILL 0
"#;

/// Whether a [`Slot`] of this process exists.
static IN_USE: AtomicBool = AtomicBool::new(false);

/// The place of the browser of one slot: a folder that belongs to one run of nextest. A process has at most one `Slot`
/// at a time.
pub(super) struct Slot {
    folder: PathBuf,
}

/// A browser that waits for the next test.
#[derive(Serialize, Deserialize)]
pub(super) struct Idle {
    pub(super) session: Session,
    /// The process group of the driver and the browser.
    group: u32,
}

impl Slot {
    /// The slot in which nextest runs this test. `None` if another runner runs the test, if the engine's driver has no
    /// user contexts, or if this test already has a browser of the slot.
    pub(super) fn of_this_test(engine: Engine) -> Option<Self> {
        if engine == Engine::WebKit {
            return None;
        }
        let run = env::var("NEXTEST_RUN_ID").ok()?;
        let slot = env::var("NEXTEST_TEST_GROUP_SLOT").ok()?;
        if IN_USE.swap(true, Ordering::AcqRel) {
            return None;
        }
        Some(Self { folder: env::temp_dir().join(format!("customer-form-{run}")).join(slot) })
    }

    /// The browser that the last test of this slot left. `None` before the first test and after a test that failed.
    pub(super) fn take(&self) -> Option<Idle> {
        let idle = fs::read(self.idle_file()).ok()?;
        // While a test uses the browser, the file is absent: a test that is killed leaves no browser to the next one.
        fs::remove_file(self.idle_file()).unwrap();
        Some(serde_json::from_slice(&idle).unwrap())
    }

    /// Leaves the browser to the next test of this slot.
    pub(super) fn leave(&self, idle: &Idle) {
        fs::write(self.idle_file(), serde_json::to_vec(idle).unwrap()).unwrap();
    }

    /// Ends a browser that a failed test left in this slot, and returns an empty folder for the next browser.
    pub(super) fn clear(&self) -> &Path {
        if let Ok(group) = fs::read_to_string(self.group_file()) {
            Group::kill(group.parse().unwrap());
        }
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).unwrap();
        }
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).unwrap();
        &self.folder
    }

    /// The command that starts this driver and ends it together with the run.
    pub(super) fn supervised(&self, driver: &Command) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", SUPERVISOR, "sh"]).arg(parent_id().to_string()).arg(&self.folder);
        command.arg(driver.get_program()).args(driver.get_args());
        for (name, value) in driver.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    /// Notes the process group of a browser that was started in this slot.
    pub(super) fn note(&self, session: Session, group: u32) -> Idle {
        fs::write(self.group_file(), group.to_string()).unwrap();
        Idle { session, group }
    }

    fn idle_file(&self) -> PathBuf {
        self.folder.join("idle.json")
    }

    fn group_file(&self) -> PathBuf {
        self.folder.join("group")
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        IN_USE.store(false, Ordering::Release);
    }
}
