//! The store: idempotency records of submissions, spent tokens, and rate counters. They outlive a request.
//!
//! A store holds no personal data and no idempotency key. Ids, fingerprints and sealed answers come from
//! [`crate::idempotency`], hashed or encrypted. A store only keeps and compares records; [`crate::idempotency::Ledger`]
//! decides what a record means. Callers pass the current time.

mod counted;
mod memory;
mod redis;
mod sqlite;

#[cfg(test)]
mod tests;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use customer_form_contract::hex;
use thiserror::Error;
use uuid::Uuid;

use crate::operations::clock::Timestamp;
use crate::settings::StoreSettings;

pub(crate) use self::counted::CountedStore;
pub use self::redis::RedisError;
pub use self::sqlite::SqliteError;

/// The id of an idempotency record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordId(pub(crate) [u8; 32]);

/// The id of a spent token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenId(pub(crate) [u8; 32]);

/// A token, and the submission that uses the token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpentToken {
    pub(crate) id: TokenId,
    /// The submission's idempotency record.
    pub(crate) by: RecordId,
    /// The time from which on the record of this use counts as missing.
    pub(crate) expires: Timestamp,
}

/// A hash of a submission's content. It tells whether two submissions have the same content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 32]);

/// Identifies the lease of a running record. Each submission gets a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeaseId(pub(crate) [u8; 16]);

/// The id of a counter, such as that of an address. An id that is made of guessable data must be hashed with a secret,
/// so that the store does not reveal the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CounterId(pub(crate) [u8; 32]);

/// The record of a submission that was sent or is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyRecord {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) state: RecordState,
    /// The time from which on the record counts as missing.
    pub(crate) expires: Timestamp,
}

/// The state of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RecordState {
    /// The submission is being sent. The proxy that holds the lease finishes the record by `until`; if not, that proxy
    /// has died.
    Running { lease_id: LeaseId, until: Timestamp },
    /// The submission has ended.
    Finished(StoredOutcome),
}

/// The outcome of a submission that may have created a customer. A submission that certainly created none has no
/// record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoredOutcome {
    /// The customer was created. The sealed answer is replayed to retries.
    Created(Vec<u8>),
    /// The customer may or may not have been created.
    Unknown,
}

/// The result of [`Store::begin`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BeginOutcome {
    /// The record is running and has the caller's lease id. This is also the result if the record had this lease id
    /// before the call, so that the call can be repeated.
    Yours,
    /// Another record exists. It was not changed.
    Taken(IdempotencyRecord),
}

/// The result of [`Store::hit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hits {
    /// The number of hits in this window, including this one.
    pub(crate) count: u64,
    /// The time when the window ends and counting starts anew.
    pub(crate) ends: Timestamp,
}

/// The largest difference between the clocks of proxies that share a store. A time that is further ahead than its own
/// duration plus this skew was written before a clock was set back.
pub(crate) const SKEW: Duration = Duration::from_secs(5);

/// The longest time that a record is kept: the longest lease (`[timeouts]` allows two days), the day after it, and some
/// room.
const LONGEST: Duration = Duration::from_secs(4 * 24 * 60 * 60);

/// The store cannot be used at the moment. The text of this error goes into the log.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    #[error("SQLite file: {0}")]
    Sqlite(#[from] SqliteError),
    #[error("Redis: {0}")]
    Redis(#[from] RedisError),
}

/// The store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The SQLite file cannot be opened.
    #[error("cannot use the store file {path}: {source}")]
    Sqlite {
        /// The file's path.
        path: String,
        /// The cause.
        source: SqliteError,
    },
    /// The address of the Redis server is unusable.
    #[error("cannot use the store {address}: {source}")]
    Redis {
        /// The configured address, without user name and password.
        address: String,
        /// The cause.
        source: RedisError,
    },
}

/// The future result of a store operation.
pub(crate) type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps records, spent tokens and counters. Every method is atomic, also against other processes that use the same
/// store. A record past its `expires` counts as missing.
///
/// After a clock was set back, times that were written before may be too far ahead. A counter window that is too far
/// ahead counts as ended. A record is kept, because a submission that is forgotten could be sent twice; it is kept for
/// [`LONGEST`] from now at most.
pub(crate) trait Store: Send + Sync {
    /// Finds a record. `None`: there is no such record.
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>>;

    /// Stores `record` unless there is another record with this id.
    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome>;

    /// Finishes the running record with this lease id and keeps it until `expires`. `false`: there is no such record.
    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        now: Timestamp,
    ) -> StoreFuture<'_, bool>;

    /// Removes the running record with this lease id. `false`: there is no such record.
    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool>;

    /// Counts one hit. The first hit opens a window of this length. A hit after the window's end opens a new window. A
    /// window that ends more than [`SKEW`] later than one that begins now counts as ended, too.
    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits>;

    /// Records that a submission uses a token. `false`: another submission uses the token. The same submission may use
    /// its token again, as a retry does.
    fn spend(&self, spent: SpentToken, now: Timestamp) -> StoreFuture<'_, bool>;

    /// Removes a counter.
    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()>;

    /// Checks whether the store accepts the writes of a submission by making such writes. It removes them afterwards.
    fn ready(&self, now: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            // New random ids each time, as submissions have them.
            let [id, other] = [Uuid::new_v4(), Uuid::new_v4()].map(Uuid::into_bytes);
            let (id, lease_id) = ([id, other].concat().try_into().unwrap_or_default(), LeaseId(other));
            let expires = now.plus(PROBE_LIFE);
            self.hit(CounterId(id), PROBE_LIFE, now).await?;
            let probe = Running { fingerprint: Fingerprint(id), lease_id, until: expires, expires };
            self.begin(RecordId(id), probe, now).await?;
            self.remove(RecordId(id), lease_id).await?;
            self.uncount(CounterId(id)).await
        })
    }
}

/// How long the writes of [`Store::ready`] are kept if the proxy dies before it removes them.
const PROBE_LIFE: Duration = Duration::from_secs(1);

/// The contents of a record that begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) lease_id: LeaseId,
    pub(crate) until: Timestamp,
    pub(crate) expires: Timestamp,
}

impl Running {
    fn record(self) -> IdempotencyRecord {
        let Self { fingerprint, lease_id, until, expires } = self;
        IdempotencyRecord { fingerprint, state: RecordState::Running { lease_id, until }, expires }
    }
}

impl Hits {
    /// Whether the window has ended, or was opened by a clock that was ahead.
    fn is_over(&self, window: Duration, now: Timestamp) -> bool {
        self.ends <= now || self.ends > now.plus(window + SKEW)
    }
}

impl IdempotencyRecord {
    /// Whether the record is running and has this lease id.
    fn is_held_by(&self, lease_id: LeaseId) -> bool {
        matches!(self.state, RecordState::Running { lease_id: holder, .. } if holder == lease_id)
    }
}

/// Opens the configured store. A Redis server that is down is not an error, since it may come back.
pub(crate) fn open(settings: &StoreSettings) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match settings {
        StoreSettings::Memory => Arc::new(memory::MemoryStore::default()),
        StoreSettings::Sqlite(path) => {
            let failed = |source| OpenError::Sqlite { path: path.display().to_string(), source };
            Arc::new(sqlite::SqliteStore::open(path).map_err(failed)?)
        }
        StoreSettings::Redis(address) => {
            let failed = |source| OpenError::Redis { address: address.to_string(), source };
            Arc::new(self::redis::RedisStore::open(address).map_err(failed)?)
        }
    })
}

/// Displays the ids in hexadecimal digits.
macro_rules! in_hex {
    ($($id:ident)+) => {
        $(impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(&self.0))
            }
        })+
    };
}

in_hex!(RecordId TokenId CounterId);
