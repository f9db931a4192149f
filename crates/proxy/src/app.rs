//! What every request handler can reach.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipnet::IpNet;
use tokio_util::task::TaskTracker;

use crate::assets::Assets;
use crate::form::Form;
use crate::idempotency::Ledger;
use crate::metrics::Metrics;
use crate::rate::Limiter;
use crate::settings::Timeouts;

/// The running proxy, as its handlers see it.
pub(crate) struct App {
    /// By id.
    pub(crate) forms: BTreeMap<String, Arc<Form>>,
    pub(crate) assets: Assets,
    pub(crate) timeouts: Timeouts,
    /// Whose word about a visitor's address is believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) limiter: Limiter,
    /// Which submissions were sent.
    pub(crate) ledger: Ledger,
    /// Where the ledger is kept, for people; no password is in it.
    pub(crate) store: String,
    pub(crate) metrics: Arc<Metrics>,
    /// Submissions on their way to the CRM, which go on when the visitor has gone.
    pub(crate) submissions: TaskTracker,
}
