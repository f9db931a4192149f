//! Numbers as people read them. Whole-number arithmetic only: floating-point formatting costs kilobytes.

use crate::state::Wait;

/// A number of bytes in the largest unit that it has at least one of, with one decimal below ten: "1.5 MB".
/// Units of 1,024, as file managers on phones and Windows count them.
pub fn bytes(bytes: u64) -> String {
    let mut unit = "bytes";
    let mut size = 1_u64;
    for (name, next) in [("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30)] {
        if bytes >= next {
            (unit, size) = (name, next);
        }
    }
    let tenths = bytes.saturating_mul(10) / size;
    let whole = (tenths / 10).to_string();
    if size == 1 || tenths >= 100 || tenths.is_multiple_of(10) {
        [&whole, " ", unit].concat()
    } else {
        [&whole, ".", &(tenths % 10).to_string(), " ", unit].concat()
    }
}

/// How many hundredths `part` is of `whole`, rounded down; 0 of nothing.
pub const fn percent(part: u64, whole: u64) -> u64 {
    match part.saturating_mul(100).checked_div(whole) {
        Some(percent) if percent > 100 => 100,
        Some(percent) => percent,
        None => 0,
    }
}

/// When to try again: "in 10 minutes". Rounded up; what is longer than a day is another day.
pub(super) fn when(Wait(seconds): Wait) -> String {
    let (count, unit) = match seconds {
        0 => return "in a few minutes".to_owned(),
        1..60 => (seconds, " second"),
        60..=3_600 => (seconds.div_ceil(60), " minute"),
        3_601..=86_400 => (seconds.div_ceil(3_600), " hour"),
        _ => return "another day".to_owned(),
    };
    ["in ", &count.to_string(), unit, if count == 1 { "" } else { "s" }].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_in_words_and_never_shorter_than_it_is() {
        for (seconds, expected) in [
            (0, "in a few minutes"),
            (1, "in 1 second"),
            (30, "in 30 seconds"),
            (60, "in 1 minute"),
            (61, "in 2 minutes"),
            (600, "in 10 minutes"),
            (3_600, "in 60 minutes"),
            (3_601, "in 2 hours"),
            (86_400, "in 24 hours"),
            (86_401, "another day"),
            (u32::MAX, "another day"),
        ] {
            assert_eq!(when(Wait(seconds)), expected);
        }
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        for (size, expected) in [
            (0, "0 bytes"),
            (1, "1 bytes"),
            (1023, "1023 bytes"),
            (1024, "1 KB"),
            (1536, "1.5 KB"),
            (10 << 20, "10 MB"),
            ((10 << 20) + (1 << 19), "10 MB"),
            ((5 << 20) + (1 << 19), "5.5 MB"),
            (3 << 30, "3 GB"),
        ] {
            assert_eq!(bytes(size), expected);
        }
    }

    #[test]
    fn a_share_stays_between_0_and_100() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(3, 3), 100);
        assert_eq!(percent(4, 3), 100);
    }
}
