//! A store in the process's memory, for tests and for trying out. A restart loses everything.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{
    BeginOutcome, CounterId, Fingerprint, Hits, IdempotencyRecord, LONGEST, LeaseId, RecordId, RecordState,
    Running, SpentToken, Store, StoreFuture, StoredOutcome, TokenId,
};
use crate::operations::clock::Timestamp;

/// Expired entries are removed each time that this many entries have been added since the last removal. The work is
/// therefore proportional to the number of submissions.
const SWEEP_AFTER: usize = 1_000;

#[derive(Default)]
pub(super) struct MemoryStore {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    records: HashMap<RecordId, IdempotencyRecord>,
    spent: HashMap<TokenId, SpentToken>,
    counters: HashMap<CounterId, Hits>,
    left_by_sweep: usize,
}

impl MemoryStore {
    fn lock(&self) -> MutexGuard<'_, Held> {
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn find(&self, id: RecordId, now: Timestamp) -> Option<IdempotencyRecord> {
        self.records.get(&id).filter(|record| record.expires > now).cloned()
    }

    fn begin(&mut self, id: RecordId, running: Running, now: Timestamp) -> BeginOutcome {
        self.sweep(now);
        match self.find(id, now) {
            Some(record) if !record.is_held_by(running.lease_id) => BeginOutcome::Taken(record),
            _ => {
                self.records.insert(id, running.record());
                BeginOutcome::Yours
            }
        }
    }

    fn fingerprint_of(&self, id: RecordId, lease_id: LeaseId) -> Option<Fingerprint> {
        self.records.get(&id).filter(|record| record.is_held_by(lease_id)).map(|record| record.fingerprint)
    }

    fn hit(&mut self, id: CounterId, window: Duration, now: Timestamp) -> Hits {
        self.sweep(now);
        let fresh = Hits { count: 0, ends: now.plus(window) };
        let hits = self.counters.entry(id).or_insert(fresh);
        if hits.is_over(window, now) {
            *hits = fresh;
        }
        hits.count += 1;
        *hits
    }

    fn spend(&mut self, spent: SpentToken, now: Timestamp) -> bool {
        self.sweep(now);
        let earlier = self.spent.get(&spent.id);
        let free = earlier.is_none_or(|earlier| earlier.expires <= now || earlier.by == spent.by);
        if free {
            self.spent.insert(spent.id, spent);
        }
        free
    }

    fn len(&self) -> usize {
        self.records.len() + self.spent.len() + self.counters.len()
    }

    fn sweep(&mut self, now: Timestamp) {
        if self.len() < self.left_by_sweep + SWEEP_AFTER {
            return;
        }
        self.records.retain(|_, record| record.expires > now);
        let latest = now.plus(LONGEST);
        self.records.values_mut().for_each(|record| record.expires = record.expires.min(latest));
        self.spent.retain(|_, spent| spent.expires > now && spent.expires <= latest);
        self.counters.retain(|_, hits| hits.ends > now && hits.ends <= latest);
        self.left_by_sweep = self.len();
    }
}

impl Store for MemoryStore {
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>> {
        Box::pin(async move { Ok(self.lock().find(id, now)) })
    }

    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome> {
        Box::pin(async move { Ok(self.lock().begin(id, record, now)) })
    }

    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        _now: Timestamp,
    ) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut held = self.lock();
            let Some(fingerprint) = held.fingerprint_of(id, lease_id) else { return Ok(false) };
            held.records
                .insert(id, IdempotencyRecord { fingerprint, state: RecordState::Finished(ending), expires });
            Ok(true)
        })
    }

    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut held = self.lock();
            let is_held = held.fingerprint_of(id, lease_id).is_some();
            if is_held {
                held.records.remove(&id);
            }
            Ok(is_held)
        })
    }

    fn spend(&self, spent: SpentToken, now: Timestamp) -> StoreFuture<'_, bool> {
        Box::pin(async move { Ok(self.lock().spend(spent, now)) })
    }

    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits> {
        Box::pin(async move { Ok(self.lock().hit(id, window, now)) })
    }

    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.lock().counters.remove(&id);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expired_counters_are_removed() {
        let mut held = Held::default();
        for number in 0..10_000_u64 {
            let now = Timestamp(number * 1_000);
            let mut id = [0; 32];
            id[..8].copy_from_slice(&number.to_be_bytes());
            held.hit(CounterId(id), Duration::from_secs(60), now);
        }
        assert!(held.counters.len() < 2 * SWEEP_AFTER, "{}", held.counters.len());
    }

    #[test]
    fn records_of_a_clock_far_ahead_are_removed() {
        let mut held = Held::default();
        let (now, window) = (Timestamp(1_000_000), Duration::from_secs(60));
        let far = now.plus(100 * LONGEST);
        let running = Running {
            fingerprint: Fingerprint([0; 32]),
            lease_id: LeaseId([0; 16]),
            until: far,
            expires: far.plus(window),
        };
        held.begin(RecordId([1; 32]), running, far);
        held.hit(CounterId([1; 32]), window, far);
        held.left_by_sweep = 0;
        for number in 0..SWEEP_AFTER as u64 {
            let mut id = [2; 32];
            id[..8].copy_from_slice(&number.to_be_bytes());
            held.hit(CounterId(id), window, now);
        }
        assert!(held.find(RecordId([1; 32]), now).is_some(), "the sweep keeps the record");
        assert_eq!(held.find(RecordId([1; 32]), now.plus(LONGEST)), None);
        assert!(!held.counters.contains_key(&CounterId([1; 32])));
    }
}
