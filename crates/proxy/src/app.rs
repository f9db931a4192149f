//! What every request handler can reach.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipnet::IpNet;
use tokio_util::task::TaskTracker;

use crate::assets::Assets;
use crate::clock::Clock;
use crate::form::{Account, Form};
use crate::idempotency::Ledger;
use crate::metrics::Metrics;
use crate::page::Page;
use crate::photo::Photos;
use crate::rate::Limiter;
use crate::routes::Redirects;
use crate::settings::{PublicUrl, Settings, Timeouts};
use crate::store::Store;
use crate::upstream::{self, ClientError, Upstream};

/// The running proxy, as its handlers see it. A reload of the configuration file makes another one; a request keeps
/// the one that it began with.
pub(crate) struct ProxyState {
    /// By id.
    pub(crate) forms: BTreeMap<String, Arc<Form>>,
    pub(crate) assets: Assets,
    pub(crate) timeouts: Timeouts,
    /// The most bytes of one submission's values and files.
    pub(crate) body_bytes: u64,
    /// Whose word about a visitor's address is believed.
    pub(crate) trusted_proxies: Arc<[IpNet]>,
    /// Who was sent to the right address of a page a moment ago.
    pub(crate) redirects: Redirects,
    pub(crate) limiter: Limiter,
    /// Which submissions were sent.
    pub(crate) ledger: Ledger,
    pub(crate) lasting: Lasting,
}

/// What outlives a reload.
#[derive(Clone)]
pub(crate) struct Lasting {
    pub(crate) store: Arc<dyn Store>,
    /// Where the store is, for people; no password is in it.
    pub(crate) store_name: String,
    pub(crate) clock: Clock,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) photos: Arc<Photos>,
    /// Submissions on their way to the CRM, which go on when the visitor has gone.
    pub(crate) submissions: TaskTracker,
}

impl ProxyState {
    /// The app of a file. A form that has the account of one `before` goes on with what is known of that.
    ///
    /// # Errors
    /// No client for the CRM can be made.
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
