//! What was sent, and what that means for whatever comes with the same key.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{ContentDigest, IdempotencyKey};
use crate::clock::Clock;
use crate::settings::Timeouts;
use crate::store::{
    BeginOutcome, Fingerprint, IdempotencyRecord, LeaseId, RecordState, Running, SKEW, Store, StoreError,
    StoredOutcome,
};
use crate::token::Token;

/// How long an ended submission is remembered. Longer than a draft waits for somebody who went to bed over it; what
/// comes later is somebody who fills the form in anew.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// How much longer a submission counts as running than it can run: for what the store takes, and for clocks of several
/// proxies that differ.
const MARGIN: Duration = Duration::from_secs(60);

/// The longest wait that a second request is told. Nobody knows when the first one ends; most do within a second or
/// two.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The submissions of the last day.
pub(crate) struct Ledger {
    store: Arc<dyn Store>,
    clock: Clock,
    lease: Duration,
}

/// One submission's place in it.
pub(crate) struct IdempotentRequest {
    key: IdempotencyKey,
    fingerprint: Fingerprint,
}

/// What became of an earlier request with the same key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Replay {
    /// It created the customer; the answer that it got.
    Created(Vec<u8>),
    /// Nobody knows: so it said.
    Unknown,
    /// Its proxy never said how it ended.
    NeverFinished,
    /// It created a customer, and its answer cannot be read any more.
    Unreadable,
    /// It is on its way. Asking again after `wait` may help.
    Running { wait: Duration },
    /// Its content was another.
    OtherContent,
}

/// Who sends it.
#[derive(Debug)]
pub(crate) enum Claim {
    /// Whoever has this, and nobody else.
    Ours(LeaseId),
    /// Nobody.
    Replay(Replay),
}

/// How a submission ended.
#[derive(Debug)]
pub(crate) enum Completion<'a> {
    /// The customer exists; the answer as JSON.
    Created(&'a [u8]),
    /// Nobody knows whether it does.
    Unknown,
    /// It certainly does not: the key may be used again.
    NotCreated,
}

impl Ledger {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, timeouts: &Timeouts) -> Self {
        // What `upstream::deadline` gives a submission at most; connecting is part of it.
        let lease = timeouts.body + timeouts.upstream_answer + MARGIN;
        Self { store, clock, lease }
    }

    /// What an earlier request with the same key came to, if there was one.
    pub(crate) async fn look(&self, entry: &IdempotentRequest) -> Result<Option<Replay>, StoreError> {
        let found = self.store.find(entry.key.record, self.clock.now()).await?;
        Ok(found.map(|record| self.read(entry, record)))
    }

    /// Writes down that this submission uses the token. `false`: another one has.
    pub(crate) async fn spend(&self, token: &Token, entry: &IdempotentRequest) -> Result<bool, StoreError> {
        self.store.spend(token.id, entry.key.record, token.expires.plus(MARGIN), self.clock.now()).await
    }

    /// Takes the right to send this submission, unless somebody had it before.
    pub(crate) async fn claim(&self, entry: &IdempotentRequest) -> Result<Claim, StoreError> {
        let now = self.clock.now();
        let lease_id = LeaseId(*Uuid::new_v4().as_bytes());
        let until = now.plus(self.lease);
        let running = Running { fingerprint: entry.fingerprint, lease_id, until, expires: until.plus(KEEP) };
        match self.store.begin(entry.key.record, running, now).await {
            Ok(BeginOutcome::Yours) => Ok(Claim::Ours(lease_id)),
            Ok(BeginOutcome::Taken(record)) => Ok(Claim::Replay(self.read(entry, record))),
            Err(error) => {
                // The store may have done it although we did not hear so, and nothing will be sent.
                let _ = self.store.remove(entry.key.record, lease_id).await;
                Err(error)
            }
        }
    }

    /// Writes down how it ended. `false`: the store has forgotten that it ever began.
    pub(crate) async fn end(
        &self,
        entry: &IdempotentRequest,
        lease_id: LeaseId,
        end: Completion<'_>,
    ) -> Result<bool, StoreError> {
        let IdempotentRequest { key, fingerprint } = entry;
        let ending = match end {
            Completion::NotCreated => return self.store.remove(key.record, lease_id).await,
            Completion::Unknown => StoredOutcome::Unknown,
            // Without a seal nothing can be said again, but still nothing is sent again.
            Completion::Created(json) => key
                .seal
                .close(key.record, *fingerprint, json)
                .map_or(StoredOutcome::Unknown, StoredOutcome::Created),
        };
        let now = self.clock.now();
        self.store.finish(key.record, lease_id, ending, now.plus(KEEP), now).await
    }

    /// Says whether the store takes what a submission writes.
    pub(crate) async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready(self.clock.now()).await
    }

    fn read(&self, entry: &IdempotentRequest, record: IdempotencyRecord) -> Replay {
        if record.fingerprint != entry.fingerprint {
            return Replay::OtherContent;
        }
        match record.state {
            RecordState::Running { until, .. } => {
                let left = self.clock.now().until(until);
                // A lease that ends later than a new one was taken before the clock was set back.
                if left.is_zero() || left > self.lease + SKEW {
                    Replay::NeverFinished
                } else {
                    Replay::Running { wait: left.clamp(Duration::from_secs(1), MAX_WAIT) }
                }
            }
            RecordState::Finished(StoredOutcome::Unknown) => Replay::Unknown,
            RecordState::Finished(StoredOutcome::Created(sealed)) => {
                let json = entry.key.seal.open(entry.key.record, entry.fingerprint, &sealed);
                json.map_or(Replay::Unreadable, Replay::Created)
            }
        }
    }
}

impl IdempotentRequest {
    /// The place of what came with this key.
    pub(crate) fn new(key: IdempotencyKey, content: ContentDigest) -> Self {
        let fingerprint = content.fingerprint(&key.fingerprints);
        Self { key, fingerprint }
    }
}
