//! `[timeouts]`: how long anything may take, in whole seconds, and how slow a visitor may be.

use std::num::NonZeroU64;
use std::time::Duration;

use super::section::Section;
use crate::pace::LeastRate;

/// How long anything may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// `header_seconds`, default 10: until a request's head has arrived whole, and how long an idle connection
    /// stays open. A browser sends its head at once.
    pub header: Duration,
    /// `body_idle_seconds`, default 30: without a byte of the body. A phone that changes cells is silent for
    /// some seconds.
    pub body_idle: Duration,
    /// `body_seconds`, default 600: until a body has arrived whole. The default limit of 32 MiB needs nine
    /// minutes at half a megabit a second, a poor mobile line.
    pub body: Duration,
    /// `body_min_bytes_per_second`, default 500, 0 for `None`: the least rate of a body, once `body_idle` is used up.
    /// Every byte that comes gives back the time that it takes at this rate, so that a body may be slower for a while
    /// and not for long. The value is that of Apache's mod_reqtimeout (`body=20,MinRate=500`); the worst mobile lines
    /// (GPRS) carry five times as much.
    pub body_min_rate: Option<NonZeroU64>,
    /// `answer_idle_seconds`, default 30: without the peer taking a byte of an answer.
    pub answer_idle: Duration,
    /// `answer_seconds`, default 600: until the peer has taken all that was answered.
    pub answer: Duration,
    /// `answer_min_bytes_per_second`, default 500, 0 for `None`: the least rate at which the peer takes answers, once
    /// `answer_idle` is used up; as for a body.
    pub answer_min_rate: Option<NonZeroU64>,
    /// `upstream_connect_seconds`, default 5: until the connection to the CRM stands, encryption included.
    pub upstream_connect: Duration,
    /// `upstream_answer_seconds`, default 60: from the last byte that the CRM took to the end of its answer.
    /// PHP itself gives up after 30 (`max_execution_time`), gateways usually after 60.
    pub upstream_answer: Duration,
    /// `shutdown_seconds`, default 30: what is in flight at a stop gets this long to end.
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
    /// How slowly a body may come.
    pub(crate) fn body_rate(&self) -> LeastRate {
        LeastRate { patience: self.body_idle, bytes_per_second: self.body_min_rate }
    }

    /// How slowly answers may be taken.
    pub(crate) fn answer_rate(&self) -> LeastRate {
        LeastRate { patience: self.answer_idle, bytes_per_second: self.answer_min_rate }
    }
}

/// Bytes per second, see [`Timeouts::body_min_rate`].
const MIN_RATE: u64 = 500;

/// Faster than any line of a visitor's.
const MAX_RATE: u64 = 1 << 30;

/// A day: whatever takes longer is not waited for.
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
