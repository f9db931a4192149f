//! A store in Redis, for several proxies behind a load balancer.
//!
//! Each method is one script, which Redis runs atomically. Records carry their own expiry time, so that only the
//! proxies' clocks count. Redis deletes a record some time after that. Redis gets a duration for this and never a point
//! in time, since its clock may differ.

use std::time::Duration;

use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, FromRedisValue, RedisResult, Script, ScriptInvocation, Value, cmd, from_redis_value};
use secrecy::ExposeSecret;

pub use ::redis::RedisError;

use super::{
    BeginOutcome, CounterId, Fingerprint, Hits, IdempotencyRecord, LeaseId, RecordId, RecordState, Running,
    SKEW, SpentToken, Store, StoreFuture, StoredOutcome, TokenId,
};
use crate::operations::clock::Timestamp;
use crate::settings::RedisAddress;

/// The timeout for a connection to Redis, and again for an answer. Redis answers within a millisecond, and a visitor
/// should not wait long for a 503.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest pause between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(500);

/// How much longer Redis keeps an expired record. The proxies' clocks may differ by this much.
const GRACE: Duration = Duration::from_secs(60);

/// The fields of a record's hash: fingerprint, lease id, until, sealed answer, expires. The states are those of the
/// SQLite file: a running record has a lease id, a record of a created customer has a sealed answer, and a record of an
/// unknown outcome has neither.
const FIELDS: [&str; 5] = ["f", "t", "u", "s", "e"];

/// ARGV: now, fingerprint, lease id, until, expires, how long to keep the record in milliseconds. Returns the other
/// record that exists, or false.
const BEGIN: &str = "
local expires = redis.call('HGET', KEYS[1], 'e')
if expires and tonumber(expires) > tonumber(ARGV[1]) and redis.call('HGET', KEYS[1], 't') ~= ARGV[3] then
  return redis.call('HMGET', KEYS[1], 'f', 't', 'u', 's', 'e')
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'f', ARGV[2], 't', ARGV[3], 'u', ARGV[4], 'e', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return false
";

/// ARGV: lease id, expires, how long to keep the record in milliseconds, and the sealed answer if there is one. Returns
/// 1, or 0 if no running record has the lease id.
const FINISH: &str = "
if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 't', 'u')
redis.call('HSET', KEYS[1], 'e', ARGV[2])
if ARGV[4] then redis.call('HSET', KEYS[1], 's', ARGV[4]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
";

/// ARGV: lease id. Returns 1, or 0 if no running record has the lease id.
const REMOVE: &str = "
if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
";

/// ARGV: now, the record id of the submission that uses the token, expires, how long to keep the entry in milliseconds.
/// Returns 1 if this submission may use the token, or 0 if another one uses it.
const SPEND: &str = "
local expires = redis.call('HGET', KEYS[1], 'e')
if expires and tonumber(expires) > tonumber(ARGV[1]) and redis.call('HGET', KEYS[1], 'r') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'r', ARGV[2], 'e', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
";

/// ARGV: now, the end of a window that begins now, how long to keep the counter in milliseconds, the latest end of a
/// window that has not ended. Returns the count and the window's end.
const HIT: &str = "
local ends = redis.call('HGET', KEYS[1], 'e')
if not ends or tonumber(ends) <= tonumber(ARGV[1]) or tonumber(ends) > tonumber(ARGV[4]) then
  redis.call('DEL', KEYS[1])
  ends = ARGV[2]
  redis.call('HSET', KEYS[1], 'e', ends)
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return { redis.call('HINCRBY', KEYS[1], 'n', 1), ends }
";

pub(super) struct RedisStore {
    connection: ConnectionManager,
    begin: Script,
    finish: Script,
    remove: Script,
    spend: Script,
    hit: Script,
}

/// The values of a record's hash, in the order of [`FIELDS`].
type Row = (Option<Vec<u8>>, Option<Vec<u8>>, Option<u64>, Option<Vec<u8>>, Option<u64>);

impl RedisStore {
    /// Creates the store. It connects at the first operation, and again whenever the connection is lost.
    pub(super) fn open(address: &RedisAddress) -> Result<Self, RedisError> {
        let client = Client::open(address.url.expose_secret())?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_max_delay(PAUSE)
            // An operation fails at once while Redis is down. The next operation connects again.
            .set_number_of_retries(0);
        Ok(Self {
            connection: ConnectionManager::new_lazy_with_config(client, config)?,
            begin: Script::new(BEGIN),
            finish: Script::new(FINISH),
            remove: Script::new(REMOVE),
            spend: Script::new(SPEND),
            hit: Script::new(HIT),
        })
    }

    /// Runs a script. If the connection was lost, perhaps since the last operation, the script runs once more on a new
    /// connection. Every script may run twice, except that a count may then be one too high.
    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> RedisResult<T> {
        let mut connection = self.connection.clone();
        match script.invoke_async(&mut connection).await {
            Err(error) if error.is_connection_dropped() => script.invoke_async(&mut connection).await,
            result => result,
        }
    }
}

impl Store for RedisStore {
    fn find(&self, id: RecordId, now: Timestamp) -> StoreFuture<'_, Option<IdempotencyRecord>> {
        Box::pin(async move {
            let mut command = cmd("HMGET");
            command.arg(record_key(id)).arg(&FIELDS);
            let mut connection = self.connection.clone();
            let row = match command.query_async::<Row>(&mut connection).await {
                Err(error) if error.is_connection_dropped() => command.query_async(&mut connection).await,
                result => result,
            };
            Ok(record(row?)?.filter(|record| record.expires > now))
        })
    }

    fn begin(&self, id: RecordId, record: Running, now: Timestamp) -> StoreFuture<'_, BeginOutcome> {
        Box::pin(async move {
            let mut script = self.begin.key(record_key(id));
            script.arg(now.0).arg(&record.fingerprint.0[..]).arg(&record.lease_id.0[..]);
            script.arg(record.until.0).arg(record.expires.0).arg(kept(record.expires, now));
            let value = self.run::<Value>(&script).await?;
            if value == Value::Nil {
                return Ok(BeginOutcome::Yours);
            }
            let found = self::record(from_redis_value(value).map_err(RedisError::from)?)?;
            // The script returns a value only if the record exists.
            Ok(found.map_or(BeginOutcome::Yours, BeginOutcome::Taken))
        })
    }

    fn finish(
        &self,
        id: RecordId,
        lease_id: LeaseId,
        ending: StoredOutcome,
        expires: Timestamp,
        now: Timestamp,
    ) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut script = self.finish.key(record_key(id));
            script.arg(&lease_id.0[..]).arg(expires.0).arg(kept(expires, now));
            if let StoredOutcome::Created(sealed) = &ending {
                script.arg(sealed.as_slice());
            }
            Ok(self.run(&script).await?)
        })
    }

    fn remove(&self, id: RecordId, lease_id: LeaseId) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut script = self.remove.key(record_key(id));
            script.arg(&lease_id.0[..]);
            Ok(self.run(&script).await?)
        })
    }

    fn spend(&self, spent: SpentToken, now: Timestamp) -> StoreFuture<'_, bool> {
        Box::pin(async move {
            let mut script = self.spend.key(token_key(spent.id));
            script.arg(now.0).arg(&spent.by.0[..]).arg(spent.expires.0).arg(kept(spent.expires, now));
            Ok(self.run(&script).await?)
        })
    }

    fn hit(&self, id: CounterId, window: Duration, now: Timestamp) -> StoreFuture<'_, Hits> {
        Box::pin(async move {
            let ends = now.plus(window);
            let mut script = self.hit.key(hits_key(id));
            script.arg(now.0).arg(ends.0).arg(kept(ends, now)).arg(ends.plus(SKEW).0);
            let (count, ends) = self.run::<(u64, u64)>(&script).await?;
            Ok(Hits { count, ends: Timestamp(ends) })
        })
    }

    fn uncount(&self, id: CounterId) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let mut command = cmd("DEL");
            command.arg(hits_key(id));
            Ok(command.query_async(&mut self.connection.clone()).await?)
        })
    }
}

/// How long Redis keeps a record that expires at `expires`, in milliseconds.
fn kept(expires: Timestamp, now: Timestamp) -> u64 {
    Timestamp(0).plus(now.until(expires) + GRACE).0
}

fn hits_key(id: CounterId) -> String {
    format!("customer-form:hits:{id}")
}

fn token_key(id: TokenId) -> String {
    format!("customer-form:token:{id}")
}

fn record_key(id: RecordId) -> String {
    format!("customer-form:record:{id}")
}

fn record(
    (fingerprint, lease_id, until, sealed, expires): Row,
) -> Result<Option<IdempotencyRecord>, RedisError> {
    let (Some(fingerprint), Some(expires)) = (fingerprint, expires) else { return Ok(None) };
    let state = match (lease_id, sealed) {
        (Some(lease_id), _) => RecordState::Running {
            lease_id: LeaseId(sized(lease_id)?),
            until: Timestamp(until.unwrap_or_default()),
        },
        (None, Some(sealed)) => RecordState::Finished(StoredOutcome::Created(sealed)),
        (None, None) => RecordState::Finished(StoredOutcome::Unknown),
    };
    let fingerprint = Fingerprint(sized(fingerprint)?);
    Ok(Some(IdempotencyRecord { fingerprint, state, expires: Timestamp(expires) }))
}

fn sized<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], RedisError> {
    let wrong = |_| (::redis::ErrorKind::UnexpectedReturnType, "a record has an unexpected size").into();
    bytes.try_into().map_err(wrong)
}
