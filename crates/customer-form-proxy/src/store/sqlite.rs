//! A store in a SQLite file, for one proxy or several on one machine. It survives a restart and a power cut.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use thiserror::Error;

use super::{
    BeginOutcome, CounterId, Fingerprint, Hits, IdempotencyRecord, LONGEST, LeaseId, RecordId, RecordState,
    Running, SKEW, SpentToken, Store, StoreFuture, StoredOutcome,
};
use crate::operations::clock::Timestamp;

/// The version of the file's layout, in SQLite's `user_version`. A new file has 0.
const VERSION: i64 = 2;

/// A running record has a lease id, in the column `ticket`. A record of a created customer has a sealed answer. A
/// record of an unknown outcome has neither.
const LAYOUT: &str = "
CREATE TABLE records (
  id          BLOB PRIMARY KEY,
  fingerprint BLOB NOT NULL,
  ticket      BLOB,
  until       INTEGER NOT NULL,
  sealed      BLOB,
  expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_expiry ON records (expires);
CREATE TABLE counters (
  id   BLOB PRIMARY KEY,
  hits INTEGER NOT NULL,
  ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX counters_by_end ON counters (ends);
";

/// The part of the layout that a file of version 1 does not have. Version 1 kept spent tokens among the records. The
/// upgrade forgets them, so that each of them can be used once more.
const LAYOUT_2: &str = "
CREATE TABLE spent_tokens (
  id      BLOB PRIMARY KEY,
  used_by BLOB NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires);
PRAGMA user_version = 2;
";

/// The mode of the file: only the proxy's user may read it, although its contents are hashed or sealed.
const MODE: u32 = 0o600;

/// How long to wait for another process that writes. One write takes some milliseconds.
const BUSY: Duration = Duration::from_secs(3);

/// The largest number of expired rows that each write removes from each table. This is more than a write adds, and few
/// enough to cause no delay.
const SWEPT: u32 = 16;

/// The SQLite file cannot be used.
#[derive(Debug, Error)]
pub enum SqliteError {
    /// The operating system refused the file.
    #[error("{0}")]
    File(#[source] io::Error),
    /// SQLite reported an error. Its messages contain no stored data.
    #[error("{0}")]
    Database(#[from] rusqlite::Error),
    /// The file belongs to another program or to a later version of this one.
    #[error(
        "the file has layout version {found}, but this program supports layout version {VERSION}; use the program that wrote the file, or choose a different file"
    )]
    Version {
        /// The version in the file.
        found: i64,
    },
    /// The task was cancelled because the process is ending.
    #[error("the task was cancelled, because the process ends")]
    Ended,
}

/// A transaction that only reads. It does not wait for writers.
const READ: TransactionBehavior = TransactionBehavior::Deferred;

/// A transaction that writes. It takes the write lock at its begin: a transaction that reads first and takes the lock
/// later may have to be given up.
const WRITE: TransactionBehavior = TransactionBehavior::Immediate;

type Result<T> = std::result::Result<T, SqliteError>;

pub(super) struct SqliteStore {
    /// One connection, since writers wait for each other anyway.
    connection: Arc<Mutex<Connection>>,
}

impl SqliteStore {
    /// Opens the file, or creates it if it does not exist.
    pub(super) fn open(path: &Path) -> Result<Self> {
        // The file is created here, since SQLite would create it with the umask's mode. SQLite's auxiliary files take
        // their mode from it.
        OpenOptions::new().create(true).append(true).mode(MODE).open(path).map_err(SqliteError::File)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        // With WAL a reader and a writer do not wait for each other, and a commit is one write to the disk.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // FULL waits for that write: a power cut must not lose the record of a submission that was just sent to the
        // CRM.
        connection.pragma_update(None, "synchronous", "FULL")?;
        lay_out(&mut connection)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs `work` in a transaction, on a thread that may block, so that waiting for the disk does not delay other
    /// requests.
    fn run<T: Send + 'static>(
        &self,
        access: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        let connection = Arc::clone(&self.connection);
        Box::pin(async move {
            let worked = tokio::task::spawn_blocking(move || {
                // A panic within a transaction rolls it back, so that the state of a poisoned lock is consistent.
                let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let transaction = connection.transaction_with_behavior(access)?;
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            });
            Ok(worked.await.unwrap_or(Err(SqliteError::Ended))?)
        })
    }
}

fn lay_out(connection: &mut Connection) -> Result<()> {
    // A write transaction, because two processes may create the same file at once.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match transaction.pragma_query_value(None, "user_version", |row| row.get(0))? {
        0_i64 => transaction.execute_batch(&[LAYOUT, LAYOUT_2].concat())?,
        1 => transaction.execute_batch(LAYOUT_2)?,
        VERSION => {}
        found => return Err(SqliteError::Version { found }),
    }
    Ok(transaction.commit()?)
}

impl Store for SqliteStore {
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>> {
        self.run(READ, move |transaction| find(transaction, id, now))
    }

    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome> {
        self.run(WRITE, move |transaction| {
            sweep(transaction, now)?;
            if let Some(found) = find(transaction, id, now)?
                && !found.is_held_by(record.lease_id)
            {
                return Ok(BeginOutcome::Taken(found));
            }
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO records (id, fingerprint, ticket, until, sealed, expires)
                     VALUES (?1, ?2, ?3, ?4, NULL, ?5)",
                )?
                .execute(params![
                    id.0,
                    record.fingerprint.0,
                    record.lease_id.0,
                    number(record.until),
                    number(record.expires)
                ])?;
            Ok(BeginOutcome::Yours)
        })
    }

    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        _now: Timestamp,
    ) -> StoreFuture<'_, bool> {
        self.run(WRITE, move |transaction| {
            let sealed = match ending {
                StoredOutcome::Created(sealed) => Some(sealed),
                StoredOutcome::Unknown => None,
            };
            let changed = transaction
                .prepare_cached(
                    "UPDATE records SET ticket = NULL, sealed = ?3, expires = ?4 WHERE id = ?1 AND ticket = ?2",
                )?
                .execute(params![id.0, lease_id.0, sealed, number(expires)])?;
            Ok(changed > 0)
        })
    }

    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool> {
        self.run(WRITE, move |transaction| {
            let removed = transaction
                .prepare_cached("DELETE FROM records WHERE id = ?1 AND ticket = ?2")?
                .execute(params![id.0, lease_id.0])?;
            Ok(removed > 0)
        })
    }

    fn spend(&self, spent: SpentToken, now: Timestamp) -> StoreFuture<'_, bool> {
        self.run(WRITE, move |transaction| {
            sweep(transaction, now)?;
            let changed = transaction
                .prepare_cached(
                    "INSERT INTO spent_tokens (id, used_by, expires) VALUES (?1, ?2, ?3)
                     ON CONFLICT (id) DO UPDATE SET used_by = ?2, expires = ?3
                       WHERE used_by = ?2 OR expires <= ?4",
                )?
                .execute(params![spent.id.0, spent.by.0, number(spent.expires), number(now)])?;
            Ok(changed > 0)
        })
    }

    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits> {
        let latest = now.plus(window + SKEW);
        self.run(WRITE, move |transaction| {
            sweep(transaction, now)?;
            let hits = transaction
                .prepare_cached(
                    "INSERT INTO counters (id, hits, ends) VALUES (?1, 1, ?3)
                     ON CONFLICT (id) DO UPDATE SET
                       hits = CASE WHEN ends > ?2 AND ends <= ?4 THEN hits + 1 ELSE 1 END,
                       ends = CASE WHEN ends > ?2 AND ends <= ?4 THEN ends ELSE ?3 END
                     RETURNING hits, ends",
                )?
                .query_row(params![id.0, number(now), number(now.plus(window)), number(latest)], |row| {
                    Ok(Hits { count: row.get::<_, i64>(0)?.unsigned_abs(), ends: timestamp(row.get(1)?) })
                })?;
            Ok(hits)
        })
    }

    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()> {
        self.run(WRITE, move |transaction| {
            transaction.prepare_cached("DELETE FROM counters WHERE id = ?1")?.execute(params![id.0])?;
            Ok(())
        })
    }
}

fn find(transaction: &Transaction<'_>, id: RecordId, now: Timestamp) -> Result<Option<IdempotencyRecord>> {
    let found = transaction
        .prepare_cached(
            "SELECT fingerprint, ticket, until, sealed, expires FROM records WHERE id = ?1 AND expires > ?2",
        )?
        .query_row(params![id.0, number(now)], record)
        .optional()?;
    Ok(found)
}

fn record(row: &Row<'_>) -> rusqlite::Result<IdempotencyRecord> {
    let state = match (row.get::<_, Option<[u8; 16]>>(1)?, row.get(3)?) {
        (Some(lease_id), _) => {
            RecordState::Running { lease_id: LeaseId(lease_id), until: timestamp(row.get(2)?) }
        }
        (None, Some(sealed)) => RecordState::Finished(StoredOutcome::Created(sealed)),
        (None, None) => RecordState::Finished(StoredOutcome::Unknown),
    };
    Ok(IdempotencyRecord { fingerprint: Fingerprint(row.get(0)?), state, expires: timestamp(row.get(4)?) })
}

fn sweep(transaction: &Transaction<'_>, now: Timestamp) -> Result<()> {
    let latest = now.plus(LONGEST);
    for (statement, time) in [
        ("DELETE FROM records WHERE id IN (SELECT id FROM records WHERE expires <= ?1 LIMIT ?2)", now),
        (
            "DELETE FROM spent_tokens WHERE id IN (SELECT id FROM spent_tokens WHERE expires <= ?1 LIMIT ?2)",
            now,
        ),
        ("DELETE FROM counters WHERE id IN (SELECT id FROM counters WHERE ends <= ?1 LIMIT ?2)", now),
        (
            "UPDATE records SET expires = ?1 WHERE id IN (SELECT id FROM records WHERE expires > ?1 LIMIT ?2)",
            latest,
        ),
        (
            "DELETE FROM spent_tokens WHERE id IN (SELECT id FROM spent_tokens WHERE expires > ?1 LIMIT ?2)",
            latest,
        ),
        ("DELETE FROM counters WHERE id IN (SELECT id FROM counters WHERE ends > ?1 LIMIT ?2)", latest),
    ] {
        transaction.prepare_cached(statement)?.execute(params![number(time), SWEPT])?;
    }
    Ok(())
}

/// SQLite's integers are signed. No timestamp comes near their maximum.
fn number(time: Timestamp) -> i64 {
    i64::try_from(time.0).unwrap_or(i64::MAX)
}

fn timestamp(number: i64) -> Timestamp {
    Timestamp(u64::try_from(number).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::TokenId;

    #[tokio::test]
    async fn file_of_version_1_keeps_its_records() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let old = Connection::open(&path).unwrap();
        old.execute_batch(LAYOUT).unwrap();
        old.execute_batch(
            "INSERT INTO records VALUES (zeroblob(32), zeroblob(32), NULL, 1, x'2a', 2000);
             PRAGMA user_version = 1",
        )
        .unwrap();
        drop(old);
        for _ in 0..2 {
            let store = SqliteStore::open(&path).unwrap();
            let found = store.find(RecordId([0; 32]), Timestamp(1_000)).await.unwrap().unwrap();
            assert_eq!(found.state, RecordState::Finished(StoredOutcome::Created(vec![42])));
            let used =
                |by| SpentToken { id: TokenId([1; 32]), by: RecordId([by; 32]), expires: Timestamp(2_000) };
            assert!(store.spend(used(2), Timestamp(1_000)).await.unwrap());
            assert!(!store.spend(used(3), Timestamp(1_000)).await.unwrap());
        }
    }
}
