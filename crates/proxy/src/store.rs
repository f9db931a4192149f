//! What outlives a request: which submissions were sent and how they ended, and how often somebody came.
//!
//! A store keeps no personal data and no idempotency key: what identifies a record, what it compares and what it
//! answers with comes out of [`crate::idempotency`], hashed or sealed. It knows no rule either, only how to keep and
//! compare; what a record means is [`crate::idempotency::Ledger`]'s. All the time comes in from outside.

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

use thiserror::Error;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::hex::hex;
use crate::settings::StoreSettings;

pub(crate) use self::counted::CountedStore;
pub use self::redis::RedisError;
pub use self::sqlite::SqliteError;

/// Which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RecordId(pub(crate) [u8; 32]);

/// The id of a spent token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenId(pub(crate) [u8; 32]);

/// What was submitted, as far as it takes to tell whether it is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(pub(crate) [u8; 32]);

/// Whose a running record is. Made anew for each submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeaseId(pub(crate) [u8; 16]);

/// What is counted, such as an address. Whoever makes one from something that can be guessed hashes it with a
/// secret: what stands in a store should not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CounterId(pub(crate) [u8; 32]);

/// A submission that was sent, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyRecord {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) state: RecordState,
    /// From then on it counts as not there.
    pub(crate) expires: Timestamp,
}

/// How far a submission is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RecordState {
    /// Its proxy says how it ended by `until`, or has died.
    Running { lease_id: LeaseId, until: Timestamp },
    /// It ended.
    Finished(StoredOutcome),
}

/// How a submission ended that may have made a customer. One that certainly made none is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StoredOutcome {
    /// The customer exists; the answer to give again, sealed.
    Created(Vec<u8>),
    /// Nobody knows.
    Unknown,
}

/// What became of a [`Store::begin`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BeginOutcome {
    /// The record is there now, running, and the lease id's. Also if it was before: asking twice does no harm.
    Yours,
    /// There was another one, which is left as it is.
    Taken(IdempotencyRecord),
}

/// What became of a [`Store::hit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hits {
    /// How many there were in this window, with this one.
    pub(crate) count: u64,
    /// When the window ends, and counting begins anew.
    pub(crate) ends: Timestamp,
}

/// By how much the clocks of several proxies that share a store may differ. What ends later than it could end by its
/// own length and this was written before a clock was set back.
pub(crate) const SKEW: Duration = Duration::from_secs(5);

/// No record is kept for longer: the longest lease (`[timeouts]` allows two days) and the day after it, with room.
const LONGEST: Duration = Duration::from_secs(4 * 24 * 60 * 60);

/// The store cannot be used at the moment. Its text goes into the log.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    #[error("the store's file: {0}")]
    Sqlite(#[from] SqliteError),
    #[error("Redis: {0}")]
    Redis(#[from] RedisError),
}

/// The store cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The file, by its path.
    #[error("the store's file {path} cannot be used: {source}")]
    Sqlite {
        /// Where it is, or should be.
        path: String,
        /// Why.
        source: SqliteError,
    },
    /// The address, without its password.
    #[error("the store {address} cannot be used: {source}")]
    Redis {
        /// As it is configured.
        address: String,
        /// Why.
        source: RedisError,
    },
}

/// What a store says, some time later.
pub(crate) type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Keeps records and counts. Every method does all of its work or none, also against other processes that use the
/// same store, and a record past its `expires` counts as not there.
///
/// After a clock was set back, what was written before may end too far ahead. A window of counts is over then. A record
/// stays, since a submission that is forgotten could be sent twice; it is kept for [`LONGEST`] from now at most.
pub(crate) trait Store: Send + Sync {
    /// The record, if there is one.
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>>;

    /// Puts `record` there unless there is one.
    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome>;

    /// Ends the running record that has this lease id and keeps it until `expires`. `false`: there is none.
    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        now: Timestamp,
    ) -> StoreFuture<'_, bool>;

    /// Removes the running record that has this lease id. `false`: there is none.
    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool>;

    /// Counts one more. The first one opens a window of this length; once that is over, the next one opens another. A
    /// window that ends more than [`SKEW`] later than one that begins now is over, too.
    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits>;

    /// Writes down until `expires` that the submission `by` uses the token. `false`: another submission uses the token.
    /// The same submission may use its token again, as a retry does.
    fn spend(
        &self,
        token: TokenId,
        by: RecordId,
        expires: Timestamp,
        now: Timestamp,
    ) -> StoreFuture<'_, bool>;

    /// Forgets a count.
    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()>;

    /// Says whether the store takes what a submission writes, by writing as much. Nothing of it stays.
    fn ready(&self, now: Timestamp) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            // Each time in another place, as submissions are.
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

/// How long what only tries the store is kept if its proxy dies before it takes it back.
const PROBE_LIFE: Duration = Duration::from_secs(1);

/// A record to begin with.
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
    /// Whether it runs, and with this lease id.
    fn is_held_by(&self, lease_id: LeaseId) -> bool {
        matches!(self.state, RecordState::Running { lease_id: holder, .. } if holder == lease_id)
    }
}

/// Opens the store that is configured. A Redis that is down is no error: it may come back.
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

/// Ids are written in hexadecimal digits.
macro_rules! in_hex {
    ($($id:ident)+) => {
        $(impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        })+
    };
}

in_hex!(RecordId TokenId CounterId);
