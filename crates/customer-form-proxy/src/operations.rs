//! The functions for the operator: the start and the end of the proxy ([`proxy`]), a new configuration file while the
//! proxy runs ([`live`]), the check of the CRM accounts ([`accounts`]), the log and the metrics.

pub(crate) mod accounts;
pub(crate) mod clock;
pub(crate) mod live;
pub mod logging;
pub(crate) mod metrics;
pub(crate) mod proxy;
pub(crate) mod state;
