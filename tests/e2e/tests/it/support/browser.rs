//! A headless Chromium with a driver and a profile of its own.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, ffi::OsString};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

/// The browser as it is started: no window, no sandbox (which root cannot have), and nothing that it does on its own.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Longer than any single command takes; a driver that hangs must not outlive the test.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// A browser. Dropping it ends the browser and its driver, in the order of the fields.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

impl Browser {
    /// Starts it, with a script that runs before any of a page's own.
    pub(crate) async fn start(script: &str) -> Self {
        let mut chromedriver = Chromedriver::start();
        let port = chromedriver.port();
        let profile = tempfile::tempdir().unwrap();
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag).unwrap();
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::builder(address, capabilities).client(client()).await.unwrap();
        let browser = Self { driver, _chromedriver: chromedriver, _profile: profile };
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
        browser
    }

    /// A command of Chrome's own protocol.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        self.driver.cdp().send_raw(method, params).await.unwrap()
    }

    /// Runs the body of a function in the page and gives what it returns.
    pub(crate) async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.driver.execute(script, args).await.unwrap().json().clone()
    }

    /// What the page's Content Security Policy kept from happening.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let violations = self.run("return window.recorded.violations;", vec![]).await;
        serde_json::from_value(violations).unwrap()
    }

    /// What the browser complained about since the last time: its console's warnings and errors.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        let bad = log.into_iter().filter(|entry| ["SEVERE", "WARNING"].contains(&entry.level.as_str()));
        bad.map(|entry| entry.message).collect()
    }
}

/// A driver on a port that the system chose, in a process group of its own.
struct Chromedriver {
    child: Child,
    /// Kept open: the driver writes to it now and then.
    stdout: BufReader<ChildStdout>,
}

impl Chromedriver {
    fn start() -> Self {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", program.display()));
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// Waits until it is ready, and reads its port from what it says. A driver that says nothing ends with the
    /// test's own timeout.
    fn port(&mut self) -> u16 {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(
                self.stdout.read_line(&mut line).unwrap(),
                0,
                "chromedriver ended before it was ready"
            );
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return port.trim().trim_end_matches('.').parse().unwrap();
            }
        }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // The session has been closed by now, and its browser with it.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
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
