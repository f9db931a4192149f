//! A wrapper of a store. It counts the store's errors and caches the result of `ready`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{
    BeginOutcome, CounterId, Hits, IdempotencyRecord, LeaseId, RecordId, Running, SpentToken, Store,
    StoreError, StoreFuture, StoredOutcome,
};
use crate::operations::clock::Timestamp;
use crate::operations::metrics::Metrics;

/// How long a successful check counts, unless an operation fails meanwhile. Each check writes to the store, and several
/// machines may call `/readyz`.
const READY: Duration = Duration::from_secs(1);

/// A store whose errors are counted.
pub(crate) struct CountedStore {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
    /// The time of the last successful check, if no operation has failed since.
    ready: Mutex<Option<Instant>>,
}

impl CountedStore {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics, ready: Mutex::default() }
    }

    fn count<'a, T: 'a>(&'a self, operation: &'static str, said: StoreFuture<'a, T>) -> StoreFuture<'a, T> {
        Box::pin(async move {
            said.await.inspect_err(|_: &StoreError| {
                *self.lock() = None;
                self.metrics.store_error(operation);
            })
        })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for CountedStore {
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>> {
        self.count("find", self.store.find(id, now))
    }

    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome> {
        self.count("begin", self.store.begin(id, record, now))
    }

    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        now: Timestamp,
    ) -> StoreFuture<'_, bool> {
        self.count("finish", self.store.finish(id, lease_id, ending, expires, now))
    }

    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool> {
        self.count("remove", self.store.remove(id, lease_id))
    }

    fn spend(&self, spent: SpentToken, now: Timestamp) -> StoreFuture<'_, bool> {
        self.count("spend", self.store.spend(spent, now))
    }

    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits> {
        self.count("hit", self.store.hit(id, window, now))
    }

    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()> {
        self.count("uncount", self.store.uncount(id))
    }

    fn ready(&self, now: Timestamp) -> StoreFuture<'_, ()> {
        if self.lock().is_some_and(|found| found.elapsed() < READY) {
            return Box::pin(async { Ok(()) });
        }
        let began = Instant::now();
        let tried = self.count("ready", self.store.ready(now));
        Box::pin(async move {
            tried.await?;
            *self.lock() = Some(began);
            Ok(())
        })
    }
}
