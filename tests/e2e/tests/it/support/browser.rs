//! A browser of the chosen engine, with a driver and a profile of its own.

mod chromium;
mod display;
mod driver;
mod firefox;
mod group;
mod webkit;

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use std::{env, ffi::OsString};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::WebDriver;
use thirtyfour::action_chain::ActionChain;

use super::Engine;
use super::port::ReservedPort;
use display::Display;
use driver::Driver;

/// Longer than any single command takes; a driver that hangs must not outlive the test.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// A browser. Dropping it ends the browser, its driver and its screen, in the order of the fields.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    engine: Engine,
    _program: Driver,
    _display: Option<Display>,
    _folder: TempDir,
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let engine = Engine::chosen();
        let folder = tempfile::tempdir().unwrap();
        let display = (engine == Engine::WebKit).then(Display::start);
        let port = ReservedPort::new();
        let (mut command, capabilities) = match engine {
            Engine::Chromium => (chromium::driver(&port), chromium::capabilities(folder.path())),
            Engine::Firefox => (firefox::driver(&port), firefox::capabilities()),
            Engine::WebKit => (webkit::driver(&port, display.as_ref().unwrap()), webkit::capabilities()),
        };
        // Whatever they keep goes with the test, and nothing of the person's own settings comes in.
        command.env("TMPDIR", folder.path());
        for variable in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(variable, folder.path().join(variable));
        }
        let program = Driver::start(&mut command, port).await;
        let driver = WebDriver::builder(program.address(), capabilities).client(client()).await.unwrap();
        Self { driver, engine, _program: program, _display: display, _folder: folder }
    }

    /// Runs the body of a function in the page and gives what it returns.
    pub(crate) async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.driver.execute(script, args).await.unwrap().json().clone()
    }

    /// Keys and the pointer, one action right after the other.
    pub(crate) fn actions(&self) -> ActionChain {
        self.driver.action_chain_with_delay(Some(Duration::ZERO), Some(Duration::ZERO))
    }

    /// What the page's Content Security Policy kept from happening.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let violations = self.run("return window.recorded.violations;", vec![]).await;
        let violations: Vec<String> = serde_json::from_value(violations).unwrap();
        // WebKit asks by itself for the icon of a page that names none, and under the page's policy.
        violations.into_iter().filter(|violation| !violation.contains("/favicon.ico")).collect()
    }

    /// What went wrong in the page that is open: errors that nothing caught, files that could not be loaded, and
    /// the console's warnings and errors. Chromium adds what the browser itself complained about since the last
    /// time; the other drivers do not hand that out.
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

    /// A command of Chromium's own protocol, for what no other driver can do.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "only Chromium has {method}");
        self.driver.cdp().send_raw(method, params).await.unwrap()
    }

    /// How many nodes and listeners the page holds, those included that are in no document any more but cannot be
    /// freed. What can be is not freed by one collection: promises that are still to settle hold what they will need,
    /// and the browser counts a node until it sweeps the page of memory that the node lies in. So the least of
    /// several, with time between them. Only Chromium counts.
    pub(crate) async fn held(&self) -> Held {
        let mut least = self.counted().await;
        let mut same = 0;
        while same < 5 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.counted().await;
            same = if least.is_within(now) { same + 1 } else { 0 };
            least = Held { nodes: least.nodes.min(now.nodes), listeners: least.listeners.min(now.listeners) };
        }
        least
    }

    async fn counted(&self) -> Held {
        self.devtools("HeapProfiler.collectGarbage", json!({})).await;
        let counters = self.devtools("Memory.getDOMCounters", json!({})).await;
        let count = |name: &str| counters[name].as_u64().unwrap();
        Held { nodes: count("nodes"), listeners: count("jsEventListeners") }
    }
}

/// What a page holds in the browser's memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    nodes: u64,
    listeners: u64,
}

impl Held {
    /// Whether it is no more than `other` of anything.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.nodes <= other.nodes && self.listeners <= other.listeners
    }
}

/// A driver's program: what the variable names, or the one on PATH.
fn program(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}

fn client() -> reqwest::Client {
    // The workspace's reqwest comes without a TLS provider; nothing here is encrypted.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .no_proxy()
        .timeout(COMMAND_TIMEOUT)
        // When a test fails, the session is closed from another thread while this one waits for it: a pooled
        // connection would belong to the one that waits.
        .pool_max_idle_per_host(0)
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap()
}
