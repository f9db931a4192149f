//! `[limits]`: the contract's, how many visitors are served at once, and how often somebody may submit; each with its
//! default.

use customer_form_contract::Limits;

use super::section::Section;

/// Far above what a person sends, and far below where sums of limits could overflow.
const MAX_BYTES: u64 = 1 << 40;

/// The least that `photo_pixels` may be: the form tells visitors the limit in whole megapixels.
const MEGAPIXEL: u64 = 1_000_000;

/// A million pixels on each side: far more than any camera makes, and exact in JavaScript.
const MAX_PIXELS: u64 = 1 << 40;

/// More parts than any PHP is set up for.
const MAX_COUNT: u64 = 1_000_000;

/// How often somebody may submit. `None`: as often as they like.
///
/// Each form counts for itself, and so does what several proxies share in one store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// `submissions_per_minute_per_address`, default 10, 0 for `None`: to one form, from one IPv4 address or one IPv6
    /// network of 64 bits. A person submits once and perhaps corrects a field or two; an office behind one address
    /// has several such people.
    pub per_address: Option<u64>,
    /// `submissions_per_minute_per_form`, default 120, 0 for `None`: to one form, from everywhere. Two a second are
    /// more than an onboarding form ever gets from people, and few enough for the CRM behind it.
    pub per_form: Option<u64>,
}

impl Default for Rates {
    fn default() -> Self {
        Self { per_address: Some(10), per_form: Some(120) }
    }
}

/// How many connections are open at once, on each listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// `connections`, default 1,024: in total. Further ones wait until one ends, or take the place of one that is idle
    /// or too slow. A quarter of them is kept for whatever is no submission.
    pub total: usize,
    /// `connections_per_address`, default 64: from one IPv4 address or one IPv6 network of 64 bits, unless it is one of
    /// `trusted_proxies`. A browser opens six at most, so that ten people behind one address have enough at the same
    /// moment; and it takes sixteen addresses to open all.
    pub per_address: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { total: CONNECTIONS, per_address: 64 }
    }
}

/// Far more than fill in a form at a time, and each takes some 100 KB at most while it uploads. It needs up to three
/// files of the system's (itself, one to the CRM, one that waits), so that `ulimit -n` should be 4,096.
const CONNECTIONS: usize = 1_024;

/// The limits of a submission, the most connections, and how often somebody may submit.
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

/// At most a million, which fits everywhere.
fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
