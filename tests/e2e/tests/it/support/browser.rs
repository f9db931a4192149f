//! A browser of the chosen engine, with its own driver and profile.

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

/// Longer than any single command takes. With this limit, a driver that hangs does not outlive the test.
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
        // Their temporary files are removed with the test, and the developer's own settings are not used.
        command.env("TMPDIR", folder.path());
        for variable in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(variable, folder.path().join(variable));
        }
        let program = Driver::start(&mut command, port).await;
        let driver = WebDriver::builder(program.address(), capabilities).client(client()).await.unwrap();
        Self { driver, engine, _program: program, _display: display, _folder: folder }
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

    /// A command of Chromium's own protocol, for what only Chromium's driver can do.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "only Chromium's driver has {method}");
        self.driver.cdp().send_raw(method, params).await.unwrap()
    }

    /// How many nodes and listeners the page holds, including those that are in no document but cannot be freed. One
    /// garbage collection does not free all that can be freed: pending promises hold the values that they need, and the
    /// browser counts a node until it sweeps the node's memory page. Therefore, this returns the least of several
    /// counts, with time between them. Only Chromium's driver counts.
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
    /// Whether each number is at most the number of `other`.
    pub(crate) fn is_within(self, other: Self) -> bool {
        self.nodes <= other.nodes && self.listeners <= other.listeners
    }
}

/// The program of a driver: the one that the variable names, or the one on PATH.
fn program(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| OsString::from(name)))
}

fn client() -> reqwest::Client {
    // The workspace's reqwest has no TLS provider; the tests do not use TLS.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .no_proxy()
        .timeout(COMMAND_TIMEOUT)
        // When a test fails, another thread closes the session while this thread waits for it. A pooled connection
        // would belong to the waiting thread.
        .pool_max_idle_per_host(0)
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap()
}
