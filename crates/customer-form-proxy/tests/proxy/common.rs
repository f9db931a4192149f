//! The code that all tests of this program share.

pub(crate) mod crm;
pub(crate) mod log;
pub(crate) mod picture;
pub(crate) mod raw;
pub(crate) mod rig;

pub(crate) use crm::{Crm, PlannedAnswer};
pub(crate) use rig::Rig;
pub(crate) use test_support::configuration::ORIGIN;
pub(crate) use test_support::multipart::Multipart;
pub(crate) use test_support::program::{KEY, OTHER_KEY, Program};
pub(crate) use test_support::redis::RedisServer;
pub(crate) use test_support::wait::{PATIENCE, eventually, until};

use std::sync::Once;
use std::time::Duration;

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;

/// The proxy's program, for a process of its own.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_customer-form-proxy");

/// Lets each test capture its own log. `tracing` stores for each place in the code whether a subscriber wants its
/// events. A global subscriber that always answers "sometimes" prevents that one thread's answer is used for another
/// thread.
pub(crate) fn listen_undecided() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let undecided = tracing_subscriber::registry().with(dynamic_filter_fn(|_, _| false));
        tracing::subscriber::set_global_default(undecided).unwrap();
    });
}

/// Moves the clock forward without waiting. The clock is paused only for this moment, so that sockets work as usual.
pub(crate) async fn jump(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
