//! Counts how often a store cannot be used.

use std::sync::Arc;
use std::time::Duration;

use super::{Begun, CounterId, Ending, Hits, Record, RecordId, Running, Said, Store, StoreError, Ticket};
use crate::clock::Timestamp;
use crate::metrics::Metrics;

/// A store, and where its errors are counted.
pub(crate) struct CountedStore {
    store: Arc<dyn Store>,
    metrics: Arc<Metrics>,
}

impl CountedStore {
    pub(crate) fn new(store: Arc<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics }
    }

    fn count<'a, T: 'a>(&'a self, operation: &'static str, said: Said<'a, T>) -> Said<'a, T> {
        Box::pin(async move { said.await.inspect_err(|_: &StoreError| self.metrics.store_error(operation)) })
    }
}

impl Store for CountedStore {
    fn find(&self, id: RecordId, now: Timestamp) -> Said<'_, Option<Record>> {
        self.count("find", self.store.find(id, now))
    }

    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> Said<'_, Begun> {
        self.count("begin", self.store.begin(id, record, now))
    }

    fn finish(&self, id: RecordId, ticket: Ticket, ending: Ending, expires: Timestamp) -> Said<'_, bool> {
        self.count("finish", self.store.finish(id, ticket, ending, expires))
    }

    fn remove(&self, id: RecordId, ticket: Ticket) -> Said<'_, bool> {
        self.count("remove", self.store.remove(id, ticket))
    }

    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> Said<'_, Hits> {
        self.count("hit", self.store.hit(id, window, now))
    }

    fn ready(&self) -> Said<'_, ()> {
        self.count("ready", self.store.ready())
    }
}
