//! `[limits]`: the contract's limits of a submission, the connection limits, and the rate limits. Each has a default.

use customer_form_contract::Limits;

use super::section::Section;

/// The largest limit in bytes. It is far above what a visitor sends, and far below values at which sums of limits could
/// overflow.
const MAX_BYTES: u64 = 1 << 40;

/// The smallest `photo_pixels`: the form shows visitors the limit in whole megapixels.
const MEGAPIXEL: u64 = 1_000_000;

/// The largest `photo_pixels`: a million pixels on each side. It is far more than any camera makes, and exact in
/// JavaScript.
const MAX_PIXELS: u64 = 1 << 40;

/// The largest count, such as of parts. No PHP server accepts as many.
const MAX_COUNT: u64 = 1_000_000;

/// The rate limits of submissions. `None`: no limit.
///
/// Each form is counted separately. Proxies that share a store count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// `submissions_per_minute_per_address`, default 10, `None` for 0: submissions to one form from one IPv4 address or
    /// one IPv6 network of 64 bits. A visitor submits once and perhaps corrects a field or two. An office behind one
    /// address has several such visitors.
    pub per_address: Option<u64>,
    /// `submissions_per_minute_per_form`, default 120, `None` for 0: submissions to one form from all addresses. Two
    /// per second are more than people send to an onboarding form, and few enough for the CRM.
    pub per_form: Option<u64>,
}

impl Default for Rates {
    fn default() -> Self {
        Self { per_address: Some(10), per_form: Some(120) }
    }
}

/// The largest number of open connections, on each listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// `connections`, default 1,024: the connections in total. Further connections wait until one ends, or replace one
    /// that is idle or too slow. A quarter of them is reserved for requests other than submissions.
    pub total: usize,
    /// `connections_per_address`, default 64: the connections from one IPv4 address or one IPv6 network of 64 bits,
    /// except from `trusted_proxies`. A browser opens at most six, so that ten people behind one address have enough at
    /// the same moment. Sixteen addresses are needed to open all connections.
    pub per_address: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { total: CONNECTIONS, per_address: 64 }
    }
}

/// The default of `connections`, far more than the number of people that fill in a form at the same time. Each
/// connection takes about 100 KB at most while it uploads, and up to three file descriptors (itself, its connection to
/// the CRM, and one that waits), so that `ulimit -n` should be 4,096.
const CONNECTIONS: usize = 1_024;

/// Reads `[limits]`: the limits of a submission, the connection limits, and the rate limits.
pub(super) fn read(section: Option<Section<'_>>) -> (Limits, ConnectionLimits, Rates) {
    let (mut limits, mut rates) = (Limits::default(), Rates::default());
    let mut connections = ConnectionLimits::default();
    let Some(mut section) = section else { return (limits, connections, rates) };
    for (key, limit, range) in [
        ("body_bytes", &mut limits.body_bytes, 1..=MAX_BYTES),
        ("file_bytes", &mut limits.file_bytes, 1..=MAX_BYTES),
        ("photo_bytes", &mut limits.photo_bytes, 1..=MAX_BYTES),
        ("photo_pixels", &mut limits.photo_pixels, MEGAPIXEL..=MAX_PIXELS),
        ("text_bytes", &mut limits.text_bytes, 1..=MAX_BYTES),
        ("textarea_bytes", &mut limits.textarea_bytes, 1..=MAX_BYTES),
        ("variables", &mut limits.variables, 1..=MAX_COUNT),
        ("files", &mut limits.files, 1..=MAX_COUNT),
    ] {
        *limit = section.number(key, range).unwrap_or(*limit);
    }
    for (key, most) in
        [("connections", &mut connections.total), ("connections_per_address", &mut connections.per_address)]
    {
        *most = section.number(key, 1..=MAX_COUNT).map_or(*most, to_usize);
    }
    for (key, rate) in [
        ("submissions_per_minute_per_address", &mut rates.per_address),
        ("submissions_per_minute_per_form", &mut rates.per_form),
    ] {
        if let Some(number) = section.number(key, 0..=MAX_COUNT) {
            *rate = (number > 0).then_some(number);
        }
    }
    section.finish();
    (limits, connections, rates)
}

/// The number is at most a million, which fits into every `usize`.
fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
