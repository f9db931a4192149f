//! The log of one test.

use std::io::Write;
use std::sync::{Arc, Mutex};

use customer_form_proxy::logging;
use customer_form_proxy::settings::LogFormat;
use serde_json::Value;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Sink {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Captures everything that this thread logs. The test's runtime has no other thread, so this is the whole test.
pub(crate) fn capture(format: LogFormat, filter: &str) -> (Sink, DefaultGuard) {
    super::listen_undecided();
    let sink = Sink::default();
    let subscriber = logging::subscriber(format, Some(filter), sink.clone());
    (sink, tracing::subscriber::set_default(subscriber))
}

impl Sink {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The log lines about requests.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["message"] == "request").collect()
    }
}
