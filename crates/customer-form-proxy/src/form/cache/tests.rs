use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use tokio::task::yield_now;
use tokio::time::{advance, sleep};

use super::*;

/// A source that takes a second and then returns 1, 2, 3 … or fails.
#[derive(Default)]
struct Source {
    fetches: AtomicUsize,
    down: AtomicBool,
}

fn cache() -> (Arc<Source>, Cache<usize>) {
    let source = Arc::new(Source::default());
    let fetched = Arc::clone(&source);
    let cache = Cache::new(Box::new(move || {
        let source = Arc::clone(&fetched);
        Box::pin(async move {
            let number = source.fetches.fetch_add(1, SeqCst) + 1;
            sleep(Duration::from_secs(1)).await;
            (!source.down.load(SeqCst)).then_some(number)
        })
    }));
    (source, cache)
}

/// Waits until a background fetch has ended, which takes a second of the paused clock.
async fn settle() {
    sleep(Duration::from_secs(2)).await;
    yield_now().await;
}

#[tokio::test(start_paused = true)]
async fn a_fresh_value_is_served_without_a_fetch() {
    let (source, cache) = cache();
    assert_eq!(cache.get().await.as_deref(), Ok(&1));
    advance(FRESH - Duration::from_secs(1)).await;
    assert_eq!(cache.get().await.as_deref(), Ok(&1));
    settle().await;
    assert_eq!(source.fetches.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stale_value_is_served_at_once_while_one_fetch_runs() {
    let (source, cache) = cache();
    cache.get().await.unwrap();
    advance(FRESH).await;
    for _ in 0..10 {
        let before = Instant::now();
        assert_eq!(cache.get().await.as_deref(), Ok(&1));
        assert_eq!(Instant::now(), before, "the caller does not wait for the refresh");
    }
    settle().await;
    assert_eq!(cache.get().await.as_deref(), Ok(&2));
    assert_eq!(source.fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn simultaneous_requests_share_one_fetch() {
    let (source, cache) = cache();
    let asked: Vec<_> = futures_util::future::join_all((0..50).map(|_| cache.get())).await;
    assert!(asked.iter().all(|value| value.as_deref() == Ok(&1)));
    assert_eq!(source.fetches.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stale_value_outlives_errors_for_an_hour() {
    let (source, cache) = cache();
    cache.get().await.unwrap();
    source.down.store(true, SeqCst);
    for _ in 0..58 {
        advance(Duration::from_secs(60)).await;
        assert_eq!(cache.get().await.as_deref(), Ok(&1));
        settle().await;
    }
    advance(Duration::from_secs(120)).await;
    assert_eq!(cache.get().await, Err(Unavailable));
    source.down.store(false, SeqCst);
    advance(RETRY_AFTER).await;
    assert!(cache.get().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn failed_source_is_not_asked_again_before_the_retry_time() {
    let (source, cache) = cache();
    source.down.store(true, SeqCst);
    for _ in 0..10 {
        assert_eq!(cache.get().await, Err(Unavailable));
    }
    assert_eq!(source.fetches.load(SeqCst), 1);
    advance(RETRY_AFTER).await;
    assert_eq!(cache.get().await, Err(Unavailable));
    assert_eq!(source.fetches.load(SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn cancelled_request_does_not_end_the_shared_fetch() {
    let (source, cache) = cache();
    let left = tokio::time::timeout(Duration::from_millis(10), cache.get()).await;
    assert!(left.is_err());
    assert_eq!(cache.get().await.as_deref(), Ok(&1));
    assert_eq!(source.fetches.load(SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_panics_counts_as_failed() {
    let cache: Cache<()> = Cache::new(Box::new(|| Box::pin(async { panic!("on purpose") })));
    assert_eq!(cache.get().await, Err(Unavailable));
}
