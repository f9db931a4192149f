//! Enforces a least rate of bytes on a connection, after an initial patience.
//!
//! It works like `RequestReadTimeout` of Apache's mod_reqtimeout (`body=20,MinRate=500`): a peer begins with a reserve
//! of time, and every byte that moves adds time to the reserve by the least rate. There are two differences:
//! - Only the time in which the proxy waits for the peer is counted, so that a slow disk or a slow CRM costs the peer
//!   nothing.
//! - The reserve never exceeds the initial patience, so that a fast start does not allow minutes of silence later.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::settings::LeastRate;

/// A peer that has used up this much of its reserve, while the proxy waits for it, counts as late.
const BEHIND: Duration = Duration::from_secs(1);

/// Measures whether a peer keeps a least rate.
#[derive(Debug)]
pub(crate) struct Pace {
    least: LeastRate,
    /// The time for which the proxy still waits for the peer.
    reserve: Duration,
    /// The time since which the proxy waits for the peer. `None`: it does not wait.
    waiting: Option<Instant>,
}

impl Pace {
    pub(crate) fn new(least: LeastRate) -> Self {
        Self { least, reserve: least.patience, waiting: None }
    }

    /// The proxy starts to wait for the peer, or still waits. Returns the time at which it gives up.
    pub(crate) fn wait(&mut self, now: Instant) -> Instant {
        *self.waiting.get_or_insert(now) + self.reserve
    }

    /// `bytes` bytes have moved, which ends the wait.
    pub(crate) fn moved(&mut self, bytes: u64, now: Instant) {
        let waited = self.waited(now);
        self.waiting = None;
        self.reserve =
            (self.reserve.saturating_sub(waited) + self.least.time_of(bytes)).min(self.least.patience);
    }

    /// How much of its reserve a late peer has used up. `None`: the peer is not late. A late peer's connection may be
    /// ended to make room for others.
    pub(crate) fn late(&self, now: Instant) -> Option<Duration> {
        let behind = self.behind(now);
        (self.waiting.is_some() && behind >= BEHIND).then_some(behind)
    }

    /// How long the proxy has been waiting since the last byte.
    pub(crate) fn waited(&self, now: Instant) -> Duration {
        self.waiting.map(|since| now.saturating_duration_since(since)).unwrap_or_default()
    }

    /// How much of the reserve is used up.
    fn behind(&self, now: Instant) -> Duration {
        self.least.patience.saturating_sub(self.reserve.saturating_sub(self.waited(now)))
    }
}

/// The pace of a body, shared by its reader and its connection.
#[derive(Debug, Clone)]
pub(crate) struct SharedPace(Arc<Mutex<Pace>>);

impl SharedPace {
    pub(crate) fn new(least: LeastRate) -> Self {
        Self(Arc::new(Mutex::new(Pace::new(least))))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Pace> {
        // No code that holds the lock can panic in the middle of a change, so the state of a poisoned lock is
        // consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU64;

    use super::*;

    const LEAST: LeastRate =
        LeastRate { patience: Duration::from_secs(30), bytes_per_second: NonZeroU64::new(500) };

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// How long the proxy waits for a peer that sends `bytes` bytes after each pause. `None`: without end.
    fn lifetime(least: LeastRate, pause: Duration, bytes: u64) -> Option<Duration> {
        let start = Instant::now();
        let (mut pace, mut now) = (Pace::new(least), start);
        for _ in 0..10_000 {
            let end = pace.wait(now);
            now += pause;
            if now >= end {
                return Some(end - start);
            }
            pace.moved(bytes, now);
        }
        None
    }

    #[test]
    fn peer_below_the_rate_ends_soon_after_the_grace_period() {
        for (pause, bytes) in [(1, 1), (5, 1), (5, 500), (29, 1), (1, 250)] {
            let lifetime = lifetime(LEAST, seconds(pause), bytes).unwrap();
            assert!((seconds(30)..=seconds(61)).contains(&lifetime), "{pause} s, {bytes} B: {lifetime:?}");
        }
    }

    #[test]
    fn peer_at_the_rate_continues() {
        for (pause, bytes) in [(1, 500), (10, 5_000), (25, 20_000), (1, 1_000_000)] {
            assert_eq!(lifetime(LEAST, seconds(pause), bytes), None, "{pause} s, {bytes} B");
        }
    }

    #[test]
    fn fast_start_earns_no_long_pause() {
        let now = Instant::now();
        let mut pace = Pace::new(LEAST);
        pace.moved(10_000_000, now);
        assert_eq!(pace.wait(now), now + seconds(30));
    }

    #[test]
    fn time_in_which_the_proxy_does_not_wait_is_not_counted() {
        let now = Instant::now();
        let mut pace = Pace::new(LEAST);
        pace.wait(now);
        pace.moved(1, now + seconds(10));
        assert_eq!(pace.behind(now + seconds(10)), Duration::from_micros(9_998_000));
        assert_eq!(pace.behind(now + seconds(500)), Duration::from_micros(9_998_000));
        assert_eq!(pace.wait(now + seconds(500)), now + seconds(520) + Duration::from_micros(2_000));
    }

    #[test]
    fn any_byte_is_enough_without_a_rate() {
        let least = LeastRate { bytes_per_second: None, ..LEAST };
        assert_eq!(lifetime(least, seconds(29), 1), None);
        assert_eq!(lifetime(least, seconds(31), 1), Some(seconds(30)));
    }
}
