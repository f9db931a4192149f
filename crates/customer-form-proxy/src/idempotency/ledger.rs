//! Tracks which submissions were sent, and answers retries with the same key.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{ContentDigest, IdempotencyKey};
use crate::door::token::Token;
use crate::operations::clock::Clock;
use crate::settings::Timeouts;
use crate::store::{
    BeginOutcome, Fingerprint, IdempotencyRecord, LeaseId, RecordState, Running, SKEW, SpentToken, Store,
    StoreError, StoredOutcome,
};

/// How long the record of an ended submission is kept. The browser keeps a draft for a day at most, so that a visitor
/// who continues a draft still has the record. A later submission counts as a new one.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// How much longer a submission counts as running than it can run. It covers the time that the store takes, and
/// differences between the clocks of several proxies.
const MARGIN: Duration = Duration::from_secs(60);

/// The longest `Retry-After` for a retry while the first request is running. Most requests end within one or two
/// seconds.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The idempotency records of the last day.
pub(crate) struct Ledger {
    store: Arc<dyn Store>,
    clock: Clock,
    lease: Duration,
}

/// A submission, identified by its key and the fingerprint of its content.
pub(crate) struct IdempotentRequest {
    key: IdempotencyKey,
    fingerprint: Fingerprint,
}

/// The result of an earlier request with the same key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Replay {
    /// The earlier request created the customer. This is its answer.
    Created(Vec<u8>),
    /// The outcome of the earlier request is unknown.
    Unknown,
    /// The lease is over, and the proxy that held it did not write the outcome.
    NeverFinished,
    /// The earlier request created a customer, but its stored answer cannot be opened.
    Unreadable,
    /// The earlier request is still running. A retry after `wait` may help.
    Running { wait: Duration },
    /// The earlier request had another content.
    OtherContent,
}

/// The result of [`Ledger::claim`].
#[derive(Debug)]
pub(crate) enum Claim {
    /// The caller has the lease and sends the submission.
    Ours(LeaseId),
    /// An earlier request has the record. The submission is not sent.
    Replay(Replay),
}

/// How a submission ended.
#[derive(Debug)]
pub(crate) enum Completion<'a> {
    /// The customer was created. The answer as JSON.
    Created(&'a [u8]),
    /// The customer may or may not have been created.
    Unknown,
    /// No customer was created. The key may be used again.
    NotCreated,
}

impl Ledger {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, timeouts: &Timeouts) -> Self {
        // The longest time that `upstream::deadline` gives a submission, and a margin. Connecting is part of that time.
        let lease = timeouts.body + timeouts.upstream_answer + MARGIN;
        Self { store, clock, lease }
    }

    /// Finds the result of an earlier request with the same key. `None`: there was none.
    pub(crate) async fn look(&self, entry: &IdempotentRequest) -> Result<Option<Replay>, StoreError> {
        let found = self.store.find(entry.key.record, self.clock.now()).await?;
        Ok(found.map(|record| self.read(entry, record)))
    }

    /// Records that this submission uses the token. `false`: another submission has used it.
    pub(crate) async fn spend(&self, token: &Token, entry: &IdempotentRequest) -> Result<bool, StoreError> {
        let spent = SpentToken { id: token.id, by: entry.key.record, expires: token.expires.plus(MARGIN) };
        self.store.spend(spent, self.clock.now()).await
    }

    /// Takes the lease to send this submission, unless an earlier request has a record.
    pub(crate) async fn claim(&self, entry: &IdempotentRequest) -> Result<Claim, StoreError> {
        let now = self.clock.now();
        let lease_id = LeaseId(*Uuid::new_v4().as_bytes());
        let until = now.plus(self.lease);
        let running = Running { fingerprint: entry.fingerprint, lease_id, until, expires: until.plus(KEEP) };
        match self.store.begin(entry.key.record, running, now).await {
            Ok(BeginOutcome::Yours) => Ok(Claim::Ours(lease_id)),
            Ok(BeginOutcome::Taken(record)) => Ok(Claim::Replay(self.read(entry, record))),
            Err(error) => {
                // The store may have written the record although its answer was lost. The submission will not be sent,
                // so the record is removed.
                let _ = self.store.remove(entry.key.record, lease_id).await;
                Err(error)
            }
        }
    }

    /// Writes how the submission ended. `false`: the store has lost the running record.
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
            // If the answer cannot be sealed, it cannot be replayed; the record still keeps a retry from being sent.
            Completion::Created(json) => key
                .seal
                .close(key.record, *fingerprint, json)
                .map_or(StoredOutcome::Unknown, StoredOutcome::Created),
        };
        let now = self.clock.now();
        self.store.finish(key.record, lease_id, ending, now.plus(KEEP), now).await
    }

    /// Checks whether the store accepts the writes of a submission.
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
                // A lease that ends later than a new one would was taken before the clock was set back.
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
    /// The submission with this key and content.
    pub(crate) fn new(key: IdempotencyKey, content: ContentDigest) -> Self {
        let fingerprint = content.fingerprint(&key.fingerprints);
        Self { key, fingerprint }
    }
}
