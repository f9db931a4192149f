//! A form's CRM account, and the custom fields of that account.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use customer_form_contract::CustomField;
use customer_form_contract::crm::{ParsedFields, Warning};
use secrecy::SecretString;
use tokio::time::Instant;
use url::Url;

use crate::form::cache::{Cache, Unavailable};
use crate::operations::metrics::{self, Endpoint, Metrics};
use crate::settings::Timeouts;
use crate::upstream::{FetchError, Upstream};

/// A CRM account. A reload of the configuration file that does not change the account keeps it.
pub(crate) struct Account {
    pub(crate) upstream: Arc<Upstream>,
    fields: Cache<Vec<CustomField>>,
}

/// Fetches the fields.
struct Source {
    /// The id of the form that uses the account.
    form: String,
    upstream: Arc<Upstream>,
    metrics: Arc<Metrics>,
    /// The warnings about the CRM's fields that were logged last.
    logged: Mutex<Vec<Warning>>,
}

impl Account {
    pub(crate) fn new(form: String, upstream: Upstream, metrics: Arc<Metrics>) -> Self {
        let upstream = Arc::new(upstream);
        let source = Source { form, upstream: Arc::clone(&upstream), metrics, logged: Mutex::default() };
        let source = Arc::new(source);
        let fields = Cache::new(Box::new(move || {
            let source = Arc::clone(&source);
            Box::pin(async move { source.fetch().await })
        }));
        Self { upstream, fields }
    }

    /// Whether this is the account with the same address, API key and timeouts.
    pub(crate) fn is(&self, base_url: &Url, api_key: &SecretString, timeouts: &Timeouts) -> bool {
        self.upstream.is(base_url, api_key, timeouts)
    }

    /// The fields, see [`Cache::get`].
    pub(super) async fn fields(&self) -> Result<Arc<Vec<CustomField>>, Unavailable> {
        self.fields.get().await
    }

    /// How long ago the CRM sent the fields. `None`: never.
    pub(super) fn age(&self) -> Option<Duration> {
        self.fields.age()
    }
}

impl Source {
    async fn fetch(&self) -> Option<Vec<CustomField>> {
        let started = Instant::now();
        let fetched = self.upstream.custom_fields().await;
        self.metrics.upstream(Endpoint::CustomFields, metrics::fetched(&fetched), started.elapsed());
        match fetched {
            Ok(ParsedFields { fields, warnings }) => {
                self.log_once(warnings);
                return Some(fields);
            }
            Err(error @ FetchError::KeyRefused(_)) => {
                tracing::error!(
                    form = self.form,
                    %error,
                    "cannot fetch the custom fields from the CRM: correct the API key"
                );
            }
            Err(error) => {
                tracing::warn!(form = self.form, %error, "cannot fetch the custom fields from the CRM");
            }
        }
        self.metrics.refresh_failed(&self.form);
        None
    }

    /// Logs the warnings if they differ from those logged last, so that they do not appear once a minute.
    fn log_once(&self, warnings: Vec<Warning>) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if *logged == warnings {
            return;
        }
        for Warning { index, id, kind } in &warnings {
            let (form, code) = (self.form.as_str(), kind.code());
            tracing::warn!(form, index, id, code, "a custom field of the CRM has an unusual definition");
        }
        *logged = warnings;
    }
}
