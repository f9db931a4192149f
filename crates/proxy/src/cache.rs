//! A value that is fetched when it is wanted, kept while it is fresh, and still served while it is stale.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// A value younger than this is served as it is.
const FRESH: Duration = Duration::from_secs(60);

/// A value older than this is not served any more; a younger one is, while another is fetched.
const MAX_AGE: Duration = Duration::from_secs(3_600);

/// After a failure, nothing is fetched for this long: visitors must not become a burden on a CRM that is down.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Fetches the value. Whatever goes wrong is the fetcher's to log.
pub(crate) type Fetch<T> = dyn Fn() -> Pin<Box<dyn Future<Output = Option<T>> + Send>> + Send + Sync;

/// There is no value, and none can be had at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// One value. At most one fetch runs at a time, whoever asks.
pub(crate) struct Cache<T> {
    shared: Arc<Shared<T>>,
}

struct Shared<T> {
    fetch: Box<Fetch<T>>,
    state: Mutex<State<T>>,
}

struct State<T> {
    held: Option<Held<T>>,
    failed: Option<Instant>,
    /// While a fetch runs; it closes when the fetch ends.
    running: Option<watch::Receiver<()>>,
}

struct Held<T> {
    value: Arc<T>,
    since: Instant,
}

enum Decision<T> {
    Serve(Arc<T>),
    ServeAndRefresh(Arc<T>),
    Wait,
    Refuse,
}

impl<T: Send + Sync + 'static> Cache<T> {
    pub(crate) fn new(fetch: Box<Fetch<T>>) -> Self {
        let state = State { held: None, failed: None, running: None };
        Self { shared: Arc::new(Shared { fetch, state: Mutex::new(state) }) }
    }

    /// The value: fresh, or stale while another is fetched; without one, it waits for the fetch.
    pub(crate) async fn get(&self) -> Result<Arc<T>, Unavailable> {
        loop {
            let mut running = {
                let mut state = self.shared.lock();
                match state.decide(Instant::now()) {
                    Decision::Serve(value) => return Ok(value),
                    Decision::Refuse => return Err(Unavailable),
                    Decision::ServeAndRefresh(value) => {
                        self.shared.start(&mut state);
                        return Ok(value);
                    }
                    Decision::Wait => self.shared.start(&mut state),
                }
            };
            // An error says that the fetch has ended; either way the state has something new to say.
            let _ = running.changed().await;
        }
    }
}

impl<T> Cache<T> {
    /// How long ago the value was fetched, if there is one: also of one that is too old to be served.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.shared.lock().held.as_ref().map(|held| held.since.elapsed())
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Fetches in a task of its own, so that a visitor who leaves does not end it for the others.
    fn start(self: &Arc<Self>, state: &mut State<T>) -> watch::Receiver<()> {
        if let Some(running) = &state.running {
            return running.clone();
        }
        let (done, running) = watch::channel(());
        state.running = Some(running.clone());
        let fetching = Fetching { shared: Arc::clone(self), fetched: None, _done: done };
        tokio::spawn(async move {
            let mut fetching = fetching;
            fetching.fetched = (fetching.shared.fetch)().await;
        });
        running
    }
}

impl<T> Shared<T> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        // Nothing that holds the lock can panic halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running fetch. Its end is in `drop`, so that one that panics ends, too.
struct Fetching<T> {
    shared: Arc<Shared<T>>,
    fetched: Option<T>,
    _done: watch::Sender<()>,
}

impl<T> Drop for Fetching<T> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let now = Instant::now();
        state.running = None;
        match self.fetched.take() {
            Some(value) => {
                state.held = Some(Held { value: Arc::new(value), since: now });
                state.failed = None;
            }
            None => state.failed = Some(now),
        }
    }
}

impl<T> State<T> {
    fn decide(&self, now: Instant) -> Decision<T> {
        let resting = self.failed.is_some_and(|failed| now - failed < RETRY_AFTER);
        let busy = resting || self.running.is_some();
        match &self.held {
            Some(held) if now - held.since < FRESH => Decision::Serve(Arc::clone(&held.value)),
            Some(held) if now - held.since < MAX_AGE && busy => Decision::Serve(Arc::clone(&held.value)),
            Some(held) if now - held.since < MAX_AGE => Decision::ServeAndRefresh(Arc::clone(&held.value)),
            _ if resting && self.running.is_none() => Decision::Refuse,
            _ => Decision::Wait,
        }
    }
}

#[cfg(test)]
mod tests;
