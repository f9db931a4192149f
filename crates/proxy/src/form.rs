//! One form at work: its settings, its CRM account, and its configuration as the CRM has it now.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use customer_form_contract::crm::{ParsedFields, Warning};
use customer_form_contract::{FieldPath, FormConfig, Limits, Permission, PhotoRule};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::cache::{Cache, Unavailable};
use crate::metrics::{self, Endpoint, Metrics};
use crate::page::Page;
use crate::rate::Counters;
use crate::settings::{FormSettings, Origin};
use crate::upstream::{FetchError, Upstream};

/// A form.
pub(crate) struct Form {
    pub(crate) id: String,
    /// The pages that may use it, the proxy's own among them.
    pub(crate) origins: Vec<Origin>,
    /// What every customer may do.
    pub(crate) granted: BTreeSet<Permission>,
    /// The most that a submission may carry, without the granted permissions.
    pub(crate) limits: Limits,
    pub(crate) page: Page,
    /// What is counted of its submissions.
    pub(crate) counters: Counters,
    pub(crate) upstream: Arc<Upstream>,
    description: Cache<Description>,
}

/// A form as it is described to the browser.
pub(crate) struct Description {
    pub(crate) config: FormConfig,
    /// The same as JSON.
    pub(crate) json: Bytes,
    /// What tells it from every other description, on every proxy: a hash of it, in hexadecimal digits.
    pub(crate) token: String,
}

/// What a description is made from, besides the CRM's fields.
struct Frame {
    id: String,
    photo: PhotoRule,
    offered: Vec<Permission>,
    limits: Limits,
    prefill_from_url: Vec<FieldPath>,
    /// What was odd about the configuration and has been logged.
    logged: Mutex<Vec<Warning>>,
    metrics: Arc<Metrics>,
}

impl Form {
    /// `limits` are those of a whole submission, granted permissions included.
    pub(crate) fn new(
        settings: FormSettings,
        own: Origin,
        limits: &Limits,
        page: Page,
        upstream: Upstream,
        metrics: Arc<Metrics>,
    ) -> Self {
        let mut limits = limits.clone();
        // The proxy adds these; taking them off here lets both sides check against the same number.
        limits.variables = limits.variables.saturating_sub(settings.granted.len() as u64);
        let upstream = Arc::new(upstream);
        let counters = Counters::of(&settings.id, &settings.api_key);
        let id = settings.id;
        let frame = Arc::new(Frame {
            id: id.clone(),
            photo: settings.photo,
            offered: settings.offered.into_iter().collect(),
            limits: limits.clone(),
            prefill_from_url: settings.prefill_from_url,
            logged: Mutex::default(),
            metrics,
        });
        let mut origins = settings.origins;
        origins.push(own);
        let account = Arc::clone(&upstream);
        let description = Cache::new(Box::new(move || {
            let (frame, account) = (Arc::clone(&frame), Arc::clone(&account));
            Box::pin(async move { frame.fetch(&account).await })
        }));
        Self { id, origins, granted: settings.granted, limits, page, counters, upstream, description }
    }

    /// The form as it is described to the browser, see [`Cache::get`].
    pub(crate) async fn description(&self) -> Result<Arc<Description>, Unavailable> {
        self.description.get().await
    }

    /// How long ago the CRM gave the configuration, if it did.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.description.age()
    }
}

/// Half of the hash: two descriptions of one form are to differ in it, and nobody gains by making them not.
fn token(json: &[u8]) -> String {
    let mut token = String::new();
    for byte in Sha256::digest(json).iter().take(16) {
        // Writing to a String cannot fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

impl Frame {
    async fn fetch(&self, account: &Upstream) -> Option<Description> {
        let started = Instant::now();
        let fetched = account.custom_fields().await;
        self.metrics.upstream(Endpoint::CustomFields, metrics::fetched(&fetched), started.elapsed());
        if fetched.is_err() {
            self.metrics.refresh_failed(&self.id);
        }
        match fetched {
            Ok(ParsedFields { fields, warnings }) => {
                self.log_once(warnings);
                let config = FormConfig {
                    form: self.id.clone(),
                    photo: self.photo,
                    fields,
                    offered: self.offered.clone(),
                    limits: self.limits.clone(),
                    prefill_from_url: self.prefill_from_url.clone(),
                };
                self.describe(config)
            }
            Err(error @ FetchError::KeyRefused(_)) => {
                tracing::error!(form = self.id, %error, "no configuration: the API key has to be put right");
                None
            }
            Err(error) => {
                tracing::warn!(form = self.id, %error, "no configuration");
                None
            }
        }
    }

    fn describe(&self, config: FormConfig) -> Option<Description> {
        match serde_json::to_vec(&config) {
            Ok(json) => Some(Description { config, token: token(&json), json: json.into() }),
            Err(error) => {
                tracing::error!(form = self.id, %error, "the configuration cannot be written as JSON");
                None
            }
        }
    }

    /// Once for each configuration, and not once a minute.
    fn log_once(&self, warnings: Vec<Warning>) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if *logged == warnings {
            return;
        }
        for Warning { index, id, kind } in &warnings {
            let (form, code) = (self.id.as_str(), kind.code());
            tracing::warn!(form, index, id, code, "the CRM's field configuration is odd");
        }
        *logged = warnings;
    }
}
