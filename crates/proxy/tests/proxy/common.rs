//! What all tests of this program use.

pub(crate) mod body;
pub(crate) mod crm;
pub(crate) mod file;
pub(crate) mod log;
pub(crate) mod picture;
pub(crate) mod program;
pub(crate) mod raw;
pub(crate) mod redis;
pub(crate) mod rig;

pub(crate) use body::Multipart;
pub(crate) use crm::{Answer, Crm};
pub(crate) use file::ORIGIN;
pub(crate) use program::Program;
pub(crate) use redis::RedisServer;
pub(crate) use rig::{KEY, OTHER_KEY, Rig};

use std::sync::Once;
use std::time::Duration;

use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt;

/// The longest time that a test waits for a condition.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `ready` returns true. Panics after `PATIENCE` with the text `what`.
pub(crate) async fn eventually(what: &str, mut ready: impl FnMut() -> bool) {
    until(what, async || ready()).await;
}

/// Like `eventually`, for a condition that needs `await`.
pub(crate) async fn until(what: &str, mut ready: impl AsyncFnMut() -> bool) {
    // Not the runtime's clock, which some tests move.
    let deadline = std::time::Instant::now() + PATIENCE;
    while !ready().await {
        assert!(std::time::Instant::now() < deadline, "{what} did not come within the time limit");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

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
