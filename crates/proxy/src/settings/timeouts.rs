//! `[timeouts]`: how long anything may take, in whole seconds.

use std::time::Duration;

use super::section::Section;

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
            upstream_connect: Duration::from_secs(5),
            upstream_answer: Duration::from_secs(60),
            shutdown: Duration::from_secs(30),
        }
    }
}

/// A day: whatever takes longer is not waited for.
const MAX_SECONDS: u64 = 86_400;

pub(super) fn read(section: Option<Section<'_>>) -> Timeouts {
    let mut timeouts = Timeouts::default();
    let Some(mut section) = section else { return timeouts };
    for (key, timeout) in [
        ("header_seconds", &mut timeouts.header),
        ("body_idle_seconds", &mut timeouts.body_idle),
        ("body_seconds", &mut timeouts.body),
        ("upstream_connect_seconds", &mut timeouts.upstream_connect),
        ("upstream_answer_seconds", &mut timeouts.upstream_answer),
        ("shutdown_seconds", &mut timeouts.shutdown),
    ] {
        *timeout = section.number(key, 1..=MAX_SECONDS).map_or(*timeout, Duration::from_secs);
    }
    section.finish();
    timeouts
}
