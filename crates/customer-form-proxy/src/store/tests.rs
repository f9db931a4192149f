//! Tests of every kind of store. Each test uses two handles of one store, as two proxies would.

use std::any::Any;

use futures_util::future::join_all;
use test_support::redis::RedisServer;

use super::*;
use crate::settings::Settings;

/// Two handles of one store, and the value that must live as long as they do, such as the Redis server.
struct Bench {
    stores: [Arc<dyn Store>; 2],
    _held: Box<dyn Any>,
}

impl Bench {
    fn memory() -> Self {
        let store = open(&settings("memory:")).unwrap();
        Self { stores: [Arc::clone(&store), store], _held: Box::new(()) }
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&format!("sqlite:{}", folder.path().join("store.db").display()));
        Self { stores: [open(&settings).unwrap(), open(&settings).unwrap()], _held: Box::new(folder) }
    }

    fn redis() -> Self {
        let server = RedisServer::start();
        let settings = settings(&server.url());
        Self { stores: [open(&settings).unwrap(), open(&settings).unwrap()], _held: Box::new(server) }
    }
}

fn settings(url: &str) -> StoreSettings {
    let toml = format!(
        "public_url = \"http://127.0.0.1\"\nupstream.base_url = \"http://127.0.0.1\"\nstore.url = \"{url}\"\n\
         [[forms]]\nid = \"a\"\napi_key_env = \"K\"\npermissions.granted.invoice = [\"view-invoice\"]"
    );
    let env = |_: &str| Some("key".to_owned());
    Settings::from_toml(&toml, std::path::Path::new(""), &env).unwrap().store
}

macro_rules! every_store {
    ($($name:ident)+) => {
        mod memory { $(#[tokio::test] async fn $name() { super::$name(super::Bench::memory()).await; })+ }
        mod sqlite { $(#[tokio::test] async fn $name() { super::$name(super::Bench::sqlite()).await; })+ }
        mod redis { $(#[tokio::test] async fn $name() { super::$name(super::Bench::redis()).await; })+ }
    };
}

every_store! {
    record_that_never_began_is_not_found
    record_of_one_handle_is_found_by_the_other
    only_one_of_many_simultaneous_begins_succeeds
    begin_twice_with_one_lease_succeeds
    an_answer_is_kept_byte_for_byte
    unknown_outcome_is_kept
    only_the_owning_lease_ends_a_record
    ended_record_does_not_end_again
    removed_record_can_begin_again
    expired_record_is_not_found_and_can_begin_again
    running_record_stays_after_its_lease_ends
    hits_are_counted_within_their_window
    window_that_ends_too_far_ahead_is_discarded
    a_record_outlives_a_clock_that_was_set_back
    every_simultaneous_hit_is_counted
    spent_token_is_refused_to_another_submission
    a_store_that_is_up_is_ready
}

const ID: RecordId = RecordId([7; 32]);

/// The current time: Redis deletes records by its own clock, so that test times must be close to it.
fn now() -> Timestamp {
    crate::operations::clock::Clock::system().now()
}

fn later(seconds: u64) -> Timestamp {
    now().plus(Duration::from_secs(seconds))
}

fn lease_id(number: u8) -> LeaseId {
    // A lease id may contain any byte, also bytes with a meaning in texts.
    LeaseId([0, b'\n', b'\r', 0xFF, number, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
}

fn running(number: u8) -> Running {
    let fingerprint = Fingerprint([number; 32]);
    Running { fingerprint, lease_id: lease_id(number), until: later(60), expires: later(600) }
}

async fn begin(store: &Arc<dyn Store>, record: Running) -> BeginOutcome {
    store.begin(ID, record, now()).await.unwrap()
}

async fn find(store: &Arc<dyn Store>) -> Option<IdempotencyRecord> {
    store.find(ID, now()).await.unwrap()
}

async fn record_that_never_began_is_not_found(bench: Bench) {
    let [one, _] = &bench.stores;
    assert_eq!(find(one).await, None);
    assert!(!one.finish(ID, lease_id(1), StoredOutcome::Unknown, later(600), now()).await.unwrap());
    assert!(!one.remove(ID, lease_id(1)).await.unwrap());
    assert_eq!(find(one).await, None);
}

async fn record_of_one_handle_is_found_by_the_other(bench: Bench) {
    let [one, other] = &bench.stores;
    let record = running(1);
    assert_eq!(begin(one, record).await, BeginOutcome::Yours);
    assert_eq!(find(other).await, Some(record.record()));
    assert_eq!(begin(other, running(2)).await, BeginOutcome::Taken(record.record()));
    assert_eq!(find(one).await, Some(record.record()));
    assert_eq!(one.find(RecordId([8; 32]), now()).await.unwrap(), None);
}

async fn only_one_of_many_simultaneous_begins_succeeds(bench: Bench) {
    let records: Vec<_> = (0..40).map(running).collect();
    let begun = records.iter().enumerate().map(|(index, record)| {
        let (store, record) = (Arc::clone(&bench.stores[index % 2]), *record);
        tokio::spawn(async move { begin(&store, record).await })
    });
    let begun: Vec<_> = join_all(begun).await.into_iter().map(Result::unwrap).collect();
    let winner =
        begun.iter().position(|begun| *begun == BeginOutcome::Yours).expect("no call began the record");
    for (index, begun) in begun.into_iter().enumerate() {
        if index != winner {
            assert_eq!(begun, BeginOutcome::Taken(records[winner].record()));
        }
    }
}

async fn begin_twice_with_one_lease_succeeds(bench: Bench) {
    let [one, other] = &bench.stores;
    assert_eq!(begin(one, running(1)).await, BeginOutcome::Yours);
    assert_eq!(begin(other, running(1)).await, BeginOutcome::Yours);
}

async fn an_answer_is_kept_byte_for_byte(bench: Bench) {
    let [one, other] = &bench.stores;
    let (record, expires) = (running(1), later(700));
    let sealed: Vec<u8> = (0..=255).collect();
    begin(one, record).await;
    assert!(
        one.finish(ID, lease_id(1), StoredOutcome::Created(sealed.clone()), expires, now()).await.unwrap()
    );
    let state = RecordState::Finished(StoredOutcome::Created(sealed));
    let ended = IdempotencyRecord { fingerprint: record.fingerprint, state, expires };
    assert_eq!(find(other).await.as_ref(), Some(&ended));
    assert_eq!(begin(other, running(2)).await, BeginOutcome::Taken(ended));
}

async fn unknown_outcome_is_kept(bench: Bench) {
    let [one, other] = &bench.stores;
    begin(one, running(1)).await;
    assert!(other.finish(ID, lease_id(1), StoredOutcome::Unknown, later(700), now()).await.unwrap());
    assert_eq!(
        find(one).await.map(|record| record.state),
        Some(RecordState::Finished(StoredOutcome::Unknown))
    );
    assert!(matches!(begin(other, running(2)).await, BeginOutcome::Taken(_)));
}

async fn only_the_owning_lease_ends_a_record(bench: Bench) {
    let [one, other] = &bench.stores;
    begin(one, running(1)).await;
    assert!(!other.finish(ID, lease_id(2), StoredOutcome::Unknown, later(600), now()).await.unwrap());
    assert!(!other.remove(ID, lease_id(2)).await.unwrap());
    assert_eq!(find(one).await, find(other).await);
    assert!(matches!(find(one).await.unwrap().state, RecordState::Running { .. }));
}

async fn ended_record_does_not_end_again(bench: Bench) {
    let [one, other] = &bench.stores;
    begin(one, running(1)).await;
    assert!(one.finish(ID, lease_id(1), StoredOutcome::Created(vec![1]), later(600), now()).await.unwrap());
    assert!(!other.finish(ID, lease_id(1), StoredOutcome::Unknown, later(600), now()).await.unwrap());
    assert!(!other.remove(ID, lease_id(1)).await.unwrap());
    assert_eq!(find(one).await.unwrap().state, RecordState::Finished(StoredOutcome::Created(vec![1])));
}

async fn removed_record_can_begin_again(bench: Bench) {
    let [one, other] = &bench.stores;
    begin(one, running(1)).await;
    assert!(one.remove(ID, lease_id(1)).await.unwrap());
    assert_eq!(find(other).await, None);
    assert_eq!(begin(other, running(2)).await, BeginOutcome::Yours);
    assert_eq!(find(one).await, Some(running_like(find(other).await.unwrap())));
}

/// Checks that the record is running and has lease id 2.
fn running_like(record: IdempotencyRecord) -> IdempotencyRecord {
    assert!(record.is_held_by(lease_id(2)));
    record
}

async fn expired_record_is_not_found_and_can_begin_again(bench: Bench) {
    let [one, other] = &bench.stores;
    let record = running(1);
    begin(one, record).await;
    assert!(
        one.finish(ID, lease_id(1), StoredOutcome::Created(vec![1]), record.expires, now()).await.unwrap()
    );
    let moment = Duration::from_millis(1);
    let before = Timestamp(record.expires.0 - 1);
    assert!(other.find(ID, before).await.unwrap().is_some());
    assert_eq!(other.find(ID, record.expires).await.unwrap(), None);
    let next = Running { expires: record.expires.plus(moment), ..running(2) };
    assert!(matches!(other.begin(ID, next, before).await.unwrap(), BeginOutcome::Taken(_)));
    assert_eq!(other.begin(ID, next, record.expires).await.unwrap(), BeginOutcome::Yours);
    assert_eq!(one.find(ID, record.expires).await.unwrap(), Some(next.record()));
}

async fn running_record_stays_after_its_lease_ends(bench: Bench) {
    let [one, other] = &bench.stores;
    let record = running(1);
    begin(one, record).await;
    let over = record.until.plus(Duration::from_secs(1));
    assert_eq!(other.find(ID, over).await.unwrap(), Some(record.record()));
    assert_eq!(other.begin(ID, running(2), over).await.unwrap(), BeginOutcome::Taken(record.record()));
    assert!(
        one.finish(ID, lease_id(1), StoredOutcome::Created(vec![1]), later(700), now()).await.unwrap(),
        "the outcome can be written after the lease has ended"
    );
}

async fn hits_are_counted_within_their_window(bench: Bench) {
    let [one, other] = &bench.stores;
    let (address, window, start) = (CounterId([1; 32]), Duration::from_secs(60), now());
    let ends = start.plus(window);
    let last = Timestamp(ends.0 - 1);
    assert_eq!(one.hit(address, window, start).await.unwrap(), Hits { count: 1, ends });
    assert_eq!(other.hit(address, window, last).await.unwrap(), Hits { count: 2, ends });
    assert_eq!(one.hit(CounterId([2; 32]), window, start).await.unwrap(), Hits { count: 1, ends });
    let next = Hits { count: 1, ends: ends.plus(window) };
    assert_eq!(one.hit(address, window, ends).await.unwrap(), next);
}

async fn window_that_ends_too_far_ahead_is_discarded(bench: Bench) {
    let [one, other] = &bench.stores;
    let (address, window, start) = (CounterId([1; 32]), Duration::from_secs(60), now());
    let ahead = start.plus(SKEW);
    let first = one.hit(address, window, ahead).await.unwrap();
    assert_eq!(first, Hits { count: 1, ends: ahead.plus(window) });
    // Clocks that differ by up to `SKEW` count in the same window.
    assert_eq!(other.hit(address, window, start).await.unwrap(), Hits { count: 2, ends: first.ends });
    for back in [60_u64, 3_600, 400 * 86_400] {
        let here = Timestamp(start.0 - back * 1_000);
        let hits = other.hit(address, window, here).await.unwrap();
        assert_eq!(hits, Hits { count: 1, ends: here.plus(window) }, "{back} seconds");
        let hits = one.hit(address, window, here.plus(Duration::from_secs(1))).await.unwrap();
        assert_eq!((hits.count, hits.ends), (2, here.plus(window)));
        // The clock is put right again, and set back once more in the next turn of the loop.
        assert_eq!(one.hit(address, window, start).await.unwrap().count, 1);
    }
}

async fn a_record_outlives_a_clock_that_was_set_back(bench: Bench) {
    let [one, other] = &bench.stores;
    let record = running(1);
    begin(one, record).await;
    for back in [3_600_u64, 2 * 86_400, 400 * 86_400] {
        let here = Timestamp(now().0 - back * 1_000);
        assert!(other.find(ID, here).await.unwrap().is_some(), "{back} seconds");
        let next = Running { until: here, expires: here.plus(Duration::from_secs(60)), ..running(2) };
        assert!(matches!(other.begin(ID, next, here).await.unwrap(), BeginOutcome::Taken(_)));
    }
    // A record that begins at the given time is kept, even if the time of the store's own clock is later.
    let (id, here) = (RecordId([9; 32]), Timestamp(now().0 - 400 * 86_400_000));
    let next = Running { until: here, expires: here.plus(Duration::from_secs(600)), ..running(3) };
    assert_eq!(one.begin(id, next, here).await.unwrap(), BeginOutcome::Yours);
    let ending = StoredOutcome::Created(vec![1]);
    assert!(one.finish(id, lease_id(3), ending, here.plus(Duration::from_secs(600)), here).await.unwrap());
    assert!(other.find(id, here).await.unwrap().is_some());
}

async fn every_simultaneous_hit_is_counted(bench: Bench) {
    let (address, window, start) = (CounterId([1; 32]), Duration::from_secs(60), now());
    let hits = (0..40).map(|index| {
        let store = Arc::clone(&bench.stores[index % 2]);
        tokio::spawn(async move { store.hit(address, window, start).await.unwrap().count })
    });
    let mut counts: Vec<_> = join_all(hits).await.into_iter().map(Result::unwrap).collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=40).collect::<Vec<_>>());
}

async fn spent_token_is_refused_to_another_submission(bench: Bench) {
    let [one, other] = &bench.stores;
    let (here, expires) = (now(), later(600));
    let [ada, bob] = [RecordId([1; 32]), RecordId([2; 32])];
    let used = |by, expires| SpentToken { id: TokenId([7; 32]), by, expires };
    for store in [one, other] {
        assert!(store.spend(used(ada, expires), here).await.unwrap());
        assert!(!store.spend(used(bob, expires), here).await.unwrap());
        assert!(store.spend(used(ada, expires), here).await.unwrap(), "again");
    }
    assert!(other.spend(used(bob, later(1_200)), expires).await.unwrap(), "the record has expired");
}

async fn a_store_that_is_up_is_ready(bench: Bench) {
    for store in &bench.stores {
        store.ready(now()).await.unwrap();
        // Also after the clock was set back.
        store.ready(Timestamp(now().0 - 3_600_000)).await.unwrap();
    }
}
