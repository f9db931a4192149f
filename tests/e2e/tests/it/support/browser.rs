//! A browser of the chosen engine. A test has its own browser, or a browser that several tests use, one after the other
//! ([`shared`]).

mod chromium;
mod display;
mod driver;
mod firefox;
mod group;
mod session;
mod shared;
mod user_context;
mod webkit;

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, ffi::OsString, thread};

use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::port::ReservedPort;
use thirtyfour::action_chain::ActionChain;
use thirtyfour::{Capabilities, WebDriver, WindowHandle};

use super::{Engine, eventually};
use display::Display;
use driver::Driver;
use session::Session;
use shared::{Idle, Slot};
use user_context::UserContext;

/// Longer than any single command takes. With this limit, a driver that hangs does not outlive the test.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// A browser. Dropping it ends the browser, its driver and its screen, or leaves the browser to the next test.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    engine: Engine,
    held: Held,
}

/// The processes and files of a browser, which live as long as this value.
enum Held {
    /// Ended in the order of the fields.
    Own {
        _program: Driver,
        _display: Option<Display>,
        _folder: TempDir,
    },
    Shared {
        slot: Slot,
        idle: Idle,
        context: UserContext,
        default_window: WindowHandle,
    },
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let engine = Engine::chosen();
        match Slot::of_this_test(engine) {
            Some(slot) => Self::share(engine, slot).await,
            None => Self::start_own(engine).await,
        }
    }

    async fn start_own(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let display = (engine == Engine::WebKit).then(Display::start);
        let port = ReservedPort::new();
        let (mut command, capabilities) = program_of(engine, &port, folder.path(), display.as_ref());
        let program = Driver::start(&mut command, port).await;
        let driver = WebDriver::builder(program.address(), capabilities).client(client()).await.unwrap();
        Self { driver, engine, held: Held::Own { _program: program, _display: display, _folder: folder } }
    }

    async fn share(engine: Engine, slot: Slot) -> Self {
        let idle = match slot.take() {
            Some(idle) => idle,
            None => start_shared(engine, &slot).await,
        };
        let driver = idle.session.attach(client()).await;
        let context = UserContext::open(&driver).await;
        // The window that the browser opened at its start. It is in no user context of a test.
        let mut windows = driver.windows().await.unwrap();
        assert_eq!(windows.len(), 1, "an earlier test left a window");
        let default_window = windows.remove(0);
        driver.switch_to_window(context.new_window().await).await.unwrap();
        if engine == Engine::Chromium {
            // The entries of the earlier tests.
            driver.browser_log().await.unwrap();
        }
        Self { driver, engine, held: Held::Shared { slot, idle, context, default_window } }
    }

    /// Opens another window of the same visitor, and returns its handle.
    pub(crate) async fn new_window(&self) -> WindowHandle {
        match &self.held {
            Held::Own { .. } => self.driver.new_window().await.unwrap(),
            Held::Shared { context, .. } => context.new_window().await,
        }
    }

    /// Waits until the page has opened another window, and returns that window's handle.
    pub(crate) async fn opened_window(&self) -> WindowHandle {
        let here = self.driver.window().await.unwrap();
        let is_other = |window: &WindowHandle| match &self.held {
            Held::Own { .. } => *window != here,
            Held::Shared { default_window, .. } => *window != here && window != default_window,
        };
        eventually("another window", async || self.driver.windows().await.unwrap().into_iter().find(is_other))
            .await
    }

    /// Runs the body of a function in the page and returns its result.
    pub(crate) async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.driver.execute(script, args).await.unwrap().json().clone()
    }

    /// Keys and pointer actions, without a pause between two actions.
    pub(crate) fn actions(&self) -> ActionChain {
        self.driver.action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO))
    }

    /// The violations of the page's Content Security Policy.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let violations = self.run("return window.recorded.violations;", vec![]).await;
        let violations: Vec<String> = serde_json::from_value(violations).unwrap();
        // WebKit requests /favicon.ico for a page that names no icon, and applies the page's policy to the request.
        violations.into_iter().filter(|violation| !violation.contains("/favicon.ico")).collect()
    }

    /// The errors of the open page: uncaught errors, files that could not be loaded, and the console's warnings and
    /// errors. Chromium adds its own log entries since the last call; the other drivers do not provide these entries.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let recorded = self.run("return window.recorded?.complaints ?? [];", vec![]).await;
        let mut complaints: Vec<String> = serde_json::from_value(recorded).unwrap();
        if self.engine == Engine::Chromium {
            let log = self.driver.browser_log().await.unwrap();
            let bad = log.into_iter().filter(|entry| ["SEVERE", "WARNING"].contains(&entry.level.as_str()));
            complaints.extend(bad.map(|entry| entry.message));
        }
        complaints
    }

    /// Sends a command of Chromium's own protocol, for tasks that only Chromium's driver can do.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "only Chromium's driver has {method}");
        self.driver.cdp().send_raw(method, params).await.unwrap()
    }

    /// How many nodes and listeners the page holds, including those that are in no document but cannot be freed. One
    /// garbage collection does not free all that can be freed: pending promises hold the values that they need, and the
    /// browser counts a node until it sweeps the node's memory page. Therefore, this returns the least of several
    /// counts, with time between them. Only Chromium's driver counts.
    pub(crate) async fn held(&self) -> ObjectCount {
        let mut least = self.counted().await;
        let mut same = 0;
        while same < 5 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.counted().await;
            same = if least.is_within(now) { same + 1 } else { 0 };
            least = ObjectCount {
                nodes: least.nodes.min(now.nodes),
                listeners: least.listeners.min(now.listeners),
            };
        }
        least
    }

    async fn counted(&self) -> ObjectCount {
        self.devtools("HeapProfiler.collectGarbage", json!({})).await;
        let counters = self.devtools("Memory.getDOMCounters", json!({})).await;
        let count = |name: &str| counters[name].as_u64().unwrap();
        ObjectCount { nodes: count("nodes"), listeners: count("jsEventListeners") }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Held::Shared { slot, idle, .. } = &self.held {
            // Otherwise, the client would end the session.
            let _ = self.driver.clone().leak();
            if !thread::panicking() {
                slot.leave(idle);
            }
        }
    }
}

/// The number of objects that a page holds in the browser's memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ObjectCount {
    nodes: u64,
    listeners: u64,
}

impl ObjectCount {
    /// Whether each number is at most the number of `other`.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.nodes <= other.nodes && self.listeners <= other.listeners
    }
}

/// Starts the browser of a slot. The browser ends together with the run.
async fn start_shared(engine: Engine, slot: &Slot) -> Idle {
    let folder = slot.clear();
    let port = ReservedPort::new();
    let (command, capabilities) = program_of(engine, &port, folder, None);
    let mut program = Driver::start(&mut slot.supervised(&command), port).await;
    let driver = WebDriver::builder(program.address(), capabilities).client(client()).await.unwrap();
    let idle = slot.note(Session::of(program.address(), &driver), program.group.id());
    program.group.leave();
    driver.leak().unwrap();
    idle
}

/// The command that starts the engine's driver on this port, and the capabilities of a session. The browser's temporary
/// files are in `folder`. The developer's own settings are not used.
fn program_of(
    engine: Engine,
    port: &ReservedPort,
    folder: &Path,
    display: Option<&Display>,
) -> (Command, Capabilities) {
    let (mut command, capabilities) = match engine {
        Engine::Chromium => (chromium::driver(port), chromium::capabilities(folder)),
        Engine::Firefox => (firefox::driver(port), firefox::capabilities()),
        Engine::WebKit => (webkit::driver(port, display.unwrap()), webkit::capabilities()),
    };
    command.env("TMPDIR", folder);
    for variable in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
        command.env(variable, folder.join(variable));
    }
    (command, capabilities)
}

/// The program of a driver: the one that the variable names, or the one on PATH.
fn program(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}

fn client() -> reqwest::Client {
    test_support::client::builder().timeout(COMMAND_TIMEOUT).build().unwrap()
}
