//! `[limits]`: the contract's, each with its default.

use customer_form_contract::Limits;

use super::section::Section;

/// Far above what a person sends, and far below where sums of limits could overflow.
const MAX_BYTES: u64 = 1 << 40;

/// More parts than any PHP is set up for.
const MAX_COUNT: u64 = 1_000_000;

pub(super) fn read(section: Option<Section<'_>>, warnings: &mut Vec<String>) -> Limits {
    let mut limits = Limits::default();
    let Some(mut section) = section else { return limits };
    for (key, limit, max) in [
        ("body_bytes", &mut limits.body_bytes, MAX_BYTES),
        ("file_bytes", &mut limits.file_bytes, MAX_BYTES),
        ("photo_bytes", &mut limits.photo_bytes, MAX_BYTES),
        ("text_bytes", &mut limits.text_bytes, MAX_BYTES),
        ("textarea_bytes", &mut limits.textarea_bytes, MAX_BYTES),
        ("variables", &mut limits.variables, MAX_COUNT),
        ("files", &mut limits.files, MAX_COUNT),
    ] {
        *limit = section.number(key, 1..=max).unwrap_or(*limit);
    }
    if section.number("submissions_per_minute_per_address", 0..=MAX_COUNT).is_some() {
        warnings.push("limits.submissions_per_minute_per_address has no effect yet".to_owned());
    }
    section.finish();
    limits
}
