//! The state that all request handlers share.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipnet::IpNet;
use tokio_util::task::TaskTracker;

use crate::door::rate::Limiter;
use crate::door::redirects::Redirects;
use crate::form::{Account, Form};
use crate::idempotency::Ledger;
use crate::operations::clock::Clock;
use crate::operations::metrics::Metrics;
use crate::page::Page;
use crate::page::assets::Assets;
use crate::settings::{PublicUrl, Settings, Timeouts};
use crate::store::Store;
use crate::submission::photo::Photos;
use crate::upstream::{self, ClientError, Upstream};

/// The state of the running proxy. A reload of the configuration file creates a new state. A request keeps the state
/// that it began with.
pub(crate) struct ProxyState {
    /// The forms by id.
    pub(crate) forms: BTreeMap<String, Arc<Form>>,
    pub(crate) assets: Assets,
    pub(crate) timeouts: Timeouts,
    /// The largest total size in bytes of one submission's values and files.
    pub(crate) body_bytes: u64,
    /// The networks of the web servers whose `X-Forwarded-For` is trusted.
    pub(crate) trusted_proxies: Arc<[IpNet]>,
    /// The recent redirects to a page's canonical URL.
    pub(crate) redirects: Redirects,
    pub(crate) limiter: Limiter,
    /// The idempotency records of submissions.
    pub(crate) ledger: Ledger,
    pub(crate) lasting: Lasting,
}

/// The parts of the state that a reload keeps.
#[derive(Clone)]
pub(crate) struct Lasting {
    pub(crate) store: Arc<dyn Store>,
    /// The store's address for people, without a password.
    pub(crate) store_name: String,
    pub(crate) clock: Clock,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) photos: Arc<Photos>,
    /// The submissions that are being sent to the CRM. They go on when the visitor has left.
    pub(crate) submissions: TaskTracker,
}

impl ProxyState {
    /// Creates the state for a configuration file. If a form has the same account as in `before`, it keeps that account
    /// and its cached fields.
    ///
    /// # Errors
    /// The client for the CRM cannot be created.
    pub(crate) fn new(
        settings: Settings,
        public_url: &PublicUrl,
        mut assets: Assets,
        lasting: Lasting,
        before: Option<&Self>,
    ) -> Result<Self, ClientError> {
        let Settings { upstream: base_url, trusted_proxies, limits, rates, timeouts, forms, .. } = settings;
        let client = upstream::client(&base_url, &timeouts)?;
        let own = public_url.origin();
        let forms = forms.into_iter().map(|form| {
            let id = form.id.clone();
            let known = before.and_then(|before| before.forms.get(&id)).map(|form| &form.account);
            let account = match known.filter(|account| account.is(&base_url, &form.api_key, &timeouts)) {
                Some(account) => Arc::clone(account),
                None => {
                    let (client, key) = (client.clone(), form.api_key.clone());
                    let upstream = Upstream::new(client, base_url.clone(), key, timeouts);
                    Arc::new(Account::new(id.clone(), upstream, Arc::clone(&lasting.metrics)))
                }
            };
            let page = Page::new(&form, &own, &mut assets);
            (id, Arc::new(Form::new(form, own.clone(), &limits, page, account)))
        });
        let forms = forms.collect();
        let limiter = Limiter::new(Arc::clone(&lasting.store), lasting.clock.clone(), rates);
        let ledger = Ledger::new(Arc::clone(&lasting.store), lasting.clock.clone(), &timeouts);
        let body_bytes = limits.body_bytes;
        let trusted_proxies = trusted_proxies.into();
        Ok(Self {
            forms,
            assets,
            timeouts,
            body_bytes,
            trusted_proxies,
            redirects: Redirects::default(),
            limiter,
            ledger,
            lasting,
        })
    }
}
