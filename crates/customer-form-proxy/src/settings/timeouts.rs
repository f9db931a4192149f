//! `[timeouts]`: time limits in whole seconds, and the least rates of bodies and answers.

use std::num::NonZeroU64;
use std::time::Duration;

use super::section::Section;

/// The timeouts and least rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// `header_seconds`, default 10: the time until a request's head has arrived completely, and until an idle
    /// connection is closed. A browser sends its head at once.
    pub header: Duration,
    /// `body_idle_seconds`, default 30: the longest time without a byte of the body. A phone that changes cells sends
    /// nothing for some seconds.
    pub body_idle: Duration,
    /// `body_seconds`, default 600: the time until a body has arrived completely. A body of the default limit, 32 MiB,
    /// takes nine minutes at half a megabit per second, a poor mobile line.
    pub body: Duration,
    /// `body_min_bytes_per_second`, default 500, `None` for 0: the least rate of a body, once `body_idle` is used up.
    /// Each byte gives back the time that it takes at this rate, so that a body may be slower for a short time only.
    /// The value is that of Apache's mod_reqtimeout (`body=20,MinRate=500`). The slowest mobile lines (GPRS) are five
    /// times as fast.
    pub body_min_rate: Option<NonZeroU64>,
    /// `answer_idle_seconds`, default 30: the longest time without the peer taking a byte of an answer.
    pub answer_idle: Duration,
    /// `answer_seconds`, default 600: the time until the peer has taken the whole answer.
    pub answer: Duration,
    /// `answer_min_bytes_per_second`, default 500, `None` for 0: the least rate at which the peer takes answers, once
    /// `answer_idle` is used up. It works as for a body.
    pub answer_min_rate: Option<NonZeroU64>,
    /// `upstream_connect_seconds`, default 5: the time until the connection to the CRM is established, TLS included.
    pub upstream_connect: Duration,
    /// `upstream_answer_seconds`, default 60: the time from the last byte that the CRM took to the end of its answer.
    /// PHP gives up after 30 seconds (`max_execution_time`), gateways usually after 60.
    pub upstream_answer: Duration,
    /// `shutdown_seconds`, default 30: the time that running requests get to end when the proxy stops.
    pub shutdown: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            body_idle: Duration::from_secs(30),
            body: Duration::from_secs(600),
            body_min_rate: NonZeroU64::new(MIN_RATE),
            answer_idle: Duration::from_secs(30),
            answer: Duration::from_secs(600),
            answer_min_rate: NonZeroU64::new(MIN_RATE),
            upstream_connect: Duration::from_secs(5),
            upstream_answer: Duration::from_secs(60),
            shutdown: Duration::from_secs(30),
        }
    }
}

impl Timeouts {
    /// The least rate of a body.
    pub(crate) fn body_rate(&self) -> LeastRate {
        LeastRate { patience: self.body_idle, bytes_per_second: self.body_min_rate }
    }

    /// The least rate at which the peer takes answers.
    pub(crate) fn answer_rate(&self) -> LeastRate {
        LeastRate { patience: self.answer_idle, bytes_per_second: self.answer_min_rate }
    }
}

/// The default of both least rates, in bytes per second. See [`Timeouts::body_min_rate`].
const MIN_RATE: u64 = 500;

/// The largest least rate, in bytes per second. It is faster than any visitor's line.
const MAX_RATE: u64 = 1 << 30;

/// The largest timeout in seconds: a day.
const MAX_SECONDS: u64 = 86_400;

pub(super) fn read(section: Option<Section<'_>>) -> Timeouts {
    let mut timeouts = Timeouts::default();
    let Some(mut section) = section else { return timeouts };
    for (key, timeout) in [
        ("header_seconds", &mut timeouts.header),
        ("body_idle_seconds", &mut timeouts.body_idle),
        ("body_seconds", &mut timeouts.body),
        ("answer_idle_seconds", &mut timeouts.answer_idle),
        ("answer_seconds", &mut timeouts.answer),
        ("upstream_connect_seconds", &mut timeouts.upstream_connect),
        ("upstream_answer_seconds", &mut timeouts.upstream_answer),
        ("shutdown_seconds", &mut timeouts.shutdown),
    ] {
        *timeout = section.number(key, 1..=MAX_SECONDS).map_or(*timeout, Duration::from_secs);
    }
    for (key, rate) in [
        ("body_min_bytes_per_second", &mut timeouts.body_min_rate),
        ("answer_min_bytes_per_second", &mut timeouts.answer_min_rate),
    ] {
        if let Some(number) = section.number(key, 0..=MAX_RATE) {
            *rate = NonZeroU64::new(number);
        }
    }
    section.finish();
    timeouts
}

/// A least rate, with a reserve of time at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeastRate {
    /// The initial and largest reserve, and so the longest time without a byte.
    pub(crate) patience: Duration,
    /// The bytes per second that keep the reserve from shrinking. `None`: each byte restores the whole reserve.
    pub(crate) bytes_per_second: Option<NonZeroU64>,
}

impl LeastRate {
    /// The time that `bytes` bytes may take, `patience` at most.
    pub(crate) fn time_of(self, bytes: u64) -> Duration {
        self.bytes_per_second.map_or(self.patience, |rate| {
            Duration::from_micros(bytes.saturating_mul(1_000_000) / rate.get()).min(self.patience)
        })
    }
}
