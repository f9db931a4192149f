//! The recent redirects to another host name, so that no visitor is redirected without end.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The largest number of redirects of one request within `WINDOW`. Browsers give up after twenty redirects, and several
/// proxies may count separately.
const MAX_REDIRECTS: usize = 3;

/// The time over which redirects are counted.
const WINDOW: Duration = Duration::from_secs(10);

/// The largest number of redirects that are remembered. They take 16 KB.
const HELD: usize = 1_024;

/// The recent redirects to another host name. They are stored as hashes with a random key, so that they reveal no
/// visitor.
#[derive(Default)]
pub(crate) struct Redirects {
    hasher: RandomState,
    recent: Mutex<VecDeque<(Instant, u64)>>,
}

impl Redirects {
    /// Counts a redirect of this request. `false`: the request was redirected often enough, and redirects do not help.
    pub(super) fn admit(&self, request: impl Hash) -> bool {
        let (hash, now) = (self.hasher.hash_one(request), Instant::now());
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        while recent.len() >= HELD || recent.front().is_some_and(|(time, _)| now - *time >= WINDOW) {
            recent.pop_front();
        }
        let admitted = recent.iter().filter(|(_, earlier)| *earlier == hash).count() < MAX_REDIRECTS;
        if admitted {
            recent.push_back((now, hash));
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn redirects_stop_after_the_maximum() {
        let redirects = Redirects::default();
        for _ in 0..MAX_REDIRECTS {
            assert!(redirects.admit("one"));
        }
        assert!(!redirects.admit("one") && redirects.admit("other"));
        tokio::time::advance(WINDOW).await;
        assert!(redirects.admit("one"));
    }

    #[test]
    fn the_memory_of_redirects_is_bounded() {
        let redirects = Redirects::default();
        (0..3 * HELD).for_each(|number| assert!(redirects.admit(number)));
        assert_eq!(redirects.recent.lock().unwrap().len(), HELD);
    }
}
