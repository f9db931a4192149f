//! Helpers that all end-to-end tests use.

pub(crate) mod browser;
pub(crate) mod engine;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod line;
pub(crate) mod partner;
pub(crate) mod person;
pub(crate) mod recorder;
pub(crate) mod setup;
mod site;
pub(crate) mod world;

pub(crate) use engine::Engine;
pub(crate) use files::{Files, sha256};
pub(crate) use form::FormPage;
pub(crate) use person::Person;
pub(crate) use setup::Setup;
pub(crate) use world::World;

use std::time::{Duration, Instant};

/// The longest time that a test waits for a condition. Three browsers on a busy machine can be slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The time between two checks of a condition.
const PAUSE: Duration = Duration::from_millis(50);

/// Calls `look` until it returns `Some`. Panics after `PATIENCE` with the text `what`.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not come within the time limit");
        tokio::time::sleep(PAUSE).await;
    }
}
