//! The time limits of a request to the CRM.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

/// Waits for `work` as long as it makes progress. Each byte that the CRM takes renews a wait of `answer`. After the
/// last byte the CRM has another `answer` for its own answer. The total time is at most `sending` plus `answer`.
/// `None`: `work` took longer.
///
/// A single fixed limit would be too short for a large upload on a slow line, or too long for a CRM that hangs.
pub(super) async fn within<T>(
    work: impl Future<Output = T>,
    mut progress: watch::Receiver<u64>,
    answer: Duration,
    sending: Duration,
) -> Option<T> {
    tokio::pin!(work);
    let last = Instant::now() + sending + answer;
    loop {
        let deadline = last.min(Instant::now() + answer);
        tokio::select! {
            biased;
            done = &mut work => return Some(done),
            changed = progress.changed() => {
                if changed.is_err() {
                    return timeout_at(deadline, work).await.ok();
                }
            }
            () = sleep_until(deadline) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep;

    const ANSWER: Duration = Duration::from_secs(60);
    const SENDING: Duration = Duration::from_secs(600);

    /// Sends a byte after each `pause` and then answers after `answer`.
    async fn run(bytes: u32, pause: Duration, answer: Duration) -> Option<()> {
        let (taken, progress) = watch::channel(0_u64);
        let work = async move {
            for _ in 0..bytes {
                sleep(pause).await;
                taken.send_modify(|taken| *taken += 1);
            }
            drop(taken);
            sleep(answer).await;
        };
        within(work, progress, ANSWER, SENDING).await
    }

    #[tokio::test(start_paused = true)]
    async fn moving_upload_may_take_longer_than_an_answer() {
        assert_eq!(run(10, ANSWER / 2, ANSWER / 2).await, Some(()));
    }

    #[tokio::test(start_paused = true)]
    async fn stalled_upload_times_out() {
        assert_eq!(run(10, ANSWER * 2, Duration::ZERO).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_answer_after_the_upload_times_out() {
        assert_eq!(run(1, Duration::ZERO, ANSWER * 2).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn endless_upload_times_out() {
        assert_eq!(run(100, ANSWER / 2, Duration::ZERO).await, None);
    }
}
