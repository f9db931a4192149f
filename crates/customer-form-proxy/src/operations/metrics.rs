//! The proxy's metrics for Prometheus.
//!
//! No label contains anything that a visitor sent: all methods, routes, outcomes and form ids are defined by the proxy.

mod labels;
mod outcome;

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::operations::logging;
use crate::spool;
use labels::{
    FormLabel, OperationLabel, OutcomeLabel, RateLabels, RequestLabels, RouteLabel, UpstreamLabels,
};

pub(crate) use outcome::{Endpoint, created, fetched};

/// The `Content-Type` of [`Metrics::scrape`].
pub(crate) use prometheus_text::CONTENT_TYPE;

/// The buckets of request durations in seconds, from a cached file to the longest upload that the default timeouts
/// allow.
const REQUEST_BUCKETS: [f64; 11] = [0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 120.0, 600.0];

/// The buckets of CRM durations in seconds. PHP gives up after 30 seconds, gateways after 60.
const UPSTREAM_BUCKETS: [f64; 9] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 60.0];

/// The status of a request whose visitor left before the answer. nginx uses the same number.
const GONE: u16 = 499;

/// The metrics of one proxy.
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabel, Histogram, Buckets>,
    upstream_seconds: Family<UpstreamLabels, Histogram, Buckets>,
    in_flight: Gauge,
    rate_limited: Family<RateLabels, Counter>,
    configuration_age: Family<FormLabel, Gauge<f64, AtomicU64>>,
    refresh_failures: Family<FormLabel, Counter>,
    store_errors: Family<OperationLabel, Counter>,
    spool_bytes: Gauge<u64, AtomicU64>,
    reloads: Family<OutcomeLabel, Counter>,
    log_lines_dropped: Counter,
}

/// Counts a submission as in flight, from its head to its end. Dropping it ends the count.
pub(crate) struct InFlight(Gauge);

/// Creates histograms with these buckets.
#[derive(Clone)]
struct Buckets(&'static [f64]);

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let metrics = Self {
            registry: Mutex::default(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(Buckets(&REQUEST_BUCKETS)),
            upstream_seconds: Family::new_with_constructor(Buckets(&UPSTREAM_BUCKETS)),
            in_flight: Gauge::default(),
            rate_limited: Family::default(),
            configuration_age: Family::default(),
            refresh_failures: Family::default(),
            store_errors: Family::default(),
            spool_bytes: Gauge::default(),
            reloads: Family::default(),
            log_lines_dropped: Counter::default(),
        };
        *metrics.lock() = metrics.registry();
        metrics
    }

    fn registry(&self) -> Registry {
        let mut all = Registry::with_prefix("customer_form");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        all.register("build", "The version of the program", build);
        all.register(
            "requests",
            "Requests; status 499 means that the visitor left before the answer",
            self.requests.clone(),
        );
        let name = "request_duration";
        let help = "Time from the head of a request to the head of the answer";
        all.register_with_unit(name, help, Unit::Seconds, self.request_seconds.clone());
        let name = "upstream_duration";
        let help = "Time from the start of a request to the CRM to the end of the answer";
        all.register_with_unit(name, help, Unit::Seconds, self.upstream_seconds.clone());
        let help = "Submissions that are being read, checked or sent";
        all.register("submissions_in_flight", help, self.in_flight.clone());
        let help = "Submissions that the proxy refused because of a rate limit";
        all.register("rate_limited", help, self.rate_limited.clone());
        let (name, help) =
            ("configuration_age", "Time since the proxy fetched the custom fields from the CRM");
        all.register_with_unit(name, help, Unit::Seconds, self.configuration_age.clone());
        let help = "Failed fetches of the custom fields from the CRM";
        all.register("configuration_refresh_failures", help, self.refresh_failures.clone());
        all.register("store_errors", "Failed operations of the store", self.store_errors.clone());
        let (name, help) = ("spool", "Bytes of uploads in temporary files");
        all.register_with_unit(name, help, Unit::Bytes, self.spool_bytes.clone());
        all.register("reloads", "Reloads of the configuration file", self.reloads.clone());
        let help = "Log lines that the proxy dropped, because the queue was full or the write failed";
        all.register("log_lines_dropped", help, self.log_lines_dropped.clone());
        all
    }

    /// Counts a request that has ended. `status` is `None` if its visitor had left.
    pub(crate) fn request(
        &self,
        method: &'static str,
        route: &str,
        outcome: &'static str,
        status: Option<u16>,
        took: Duration,
    ) {
        let status = status.unwrap_or(GONE);
        let labels = RequestLabels { method, route: route.to_owned(), outcome, status };
        self.requests.get_or_create(&labels).inc();
        let route = RouteLabel { method, route: route.to_owned() };
        self.request_seconds.get_or_create(&route).observe(took.as_secs_f64());
    }

    /// Measures a request to the CRM that has ended.
    pub(crate) fn upstream(&self, endpoint: Endpoint, outcome: &'static str, took: Duration) {
        let labels = UpstreamLabels { endpoint: endpoint.name(), outcome };
        self.upstream_seconds.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Counts a submission as in flight until the result is dropped.
    pub(crate) fn submission(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts a submission that was refused because there were too many `by` (`address` or `form`).
    pub(crate) fn rate_limited(&self, form: &str, by: &'static str) {
        self.rate_limited.get_or_create(&RateLabels { form: form.to_owned(), by }).inc();
    }

    /// Counts a failed fetch of the CRM's fields for a form.
    pub(crate) fn refresh_failed(&self, form: &str) {
        self.refresh_failures.get_or_create(&FormLabel { form: form.to_owned() }).inc();
    }

    /// Counts an error of the store.
    pub(crate) fn store_error(&self, operation: &'static str) {
        self.store_errors.get_or_create(&OperationLabel { operation }).inc();
    }

    /// Counts a reload of the configuration file, which succeeded or not.
    pub(crate) fn reload(&self, in_effect: bool) {
        let outcome = if in_effect { "ok" } else { "refused" };
        self.reloads.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// Returns all metrics as text, with the age of each form configuration that was fetched.
    ///
    /// # Errors
    /// Writing to memory failed, which does not happen.
    pub(crate) fn scrape<'a>(
        &self,
        ages: impl Iterator<Item = (&'a str, Option<Duration>)>,
    ) -> Result<String, fmt::Error> {
        // The lock keeps two scrapes at the same time from mixing their values.
        let registry = self.lock();
        self.spool_bytes.set(spool::bytes_on_disk());
        self.log_lines_dropped.inner().store(logging::lines_dropped(), Relaxed);
        self.configuration_age.clear();
        for (form, age) in ages {
            // The counter exists from the start, so that the first failure appears as a step and not as a new time
            // series.
            self.refresh_failures.get_or_create_owned(&FormLabel { form: form.to_owned() });
            if let Some(age) = age {
                let label = FormLabel { form: form.to_owned() };
                self.configuration_age.get_or_create(&label).set(age.as_secs_f64());
            }
        }
        let mut text = String::new();
        prometheus_text::encode(&mut text, &registry)?;
        Ok(text)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Registry> {
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
