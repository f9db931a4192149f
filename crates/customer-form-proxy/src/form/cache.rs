//! A cached value. It is fetched when it is needed, served while it is fresh, and still served while it is stale and
//! another fetch runs.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// A value that is younger than this is served without a fetch.
const FRESH: Duration = Duration::from_secs(60);

/// A value that is older than this is not served. A value between `FRESH` and this age is served while a fetch runs.
const MAX_AGE: Duration = Duration::from_secs(3_600);

/// The pause after a failed fetch, so that visitors do not put load on a CRM that is down.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Fetches the value. `None`: the fetch failed. The fetcher logs its errors.
pub(crate) type Fetch<T> = dyn Fn() -> Pin<Box<dyn Future<Output = Option<T>> + Send>> + Send + Sync;

/// There is no value that can be served, and the last fetch failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// One cached value. At most one fetch runs at a time.
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
    /// Set while a fetch runs. The channel closes when the fetch ends.
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

    /// Returns a fresh value, or a stale one while a fetch runs. Without a value it waits for the fetch.
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
            // An error means that the sender was dropped: the fetch has ended and the state has changed.
            let _ = running.changed().await;
        }
    }
}

impl<T> Cache<T> {
    /// How long ago the value was fetched, even if it is too old to be served. `None`: there is no value.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.shared.lock().held.as_ref().map(|held| held.since.elapsed())
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Starts a fetch in a task of its own, so that a visitor who leaves does not cancel it for the others.
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
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running fetch. Its result is stored in `drop`, so that a fetch that panics ends, too.
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
