//! What the tests stand on.

pub(crate) mod body;
pub(crate) mod crm;
pub(crate) mod raw;
pub(crate) mod rig;

pub(crate) use body::Multipart;
pub(crate) use crm::{Answer, Crm};
pub(crate) use rig::{KEY, ORIGIN, Rig};

use std::time::Duration;

/// How long a test waits for something that has to come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `ready` says so.
pub(crate) async fn eventually(what: &str, mut ready: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + PATIENCE;
    while !ready() {
        assert!(std::time::Instant::now() < deadline, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Moves the clock without waiting. The clock stands only for this moment, so that sockets go on as ever.
pub(crate) async fn jump(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}
