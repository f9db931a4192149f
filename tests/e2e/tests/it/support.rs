//! What the tests stand on.

pub(crate) mod browser;
pub(crate) mod engine;
pub(crate) mod events;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod line;
pub(crate) mod partner;
pub(crate) mod person;
pub(crate) mod port;
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

/// How long a test waits for something that has to come. Two browsers on a busy machine can be slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(15);

/// Waits until `look` sees something.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        tokio::time::sleep(PAUSE).await;
    }
}
