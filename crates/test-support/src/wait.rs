//! Waiting for a condition.

use std::time::{Duration, Instant};

/// The longest time that a test waits for a condition.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until `ready` returns true. Panics after [`PATIENCE`] with the text `what`.
pub async fn eventually(what: &str, mut ready: impl FnMut() -> bool) {
    until(what, async || ready()).await;
}

/// Like [`eventually`], for a condition that needs `await`.
pub async fn until(what: &str, mut ready: impl AsyncFnMut() -> bool) {
    // Not the runtime's clock, which some tests move.
    let deadline = Instant::now() + PATIENCE;
    while !ready().await {
        assert!(Instant::now() < deadline, "{what} did not come within the time limit");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
