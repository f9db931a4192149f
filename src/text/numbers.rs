//! Numbers in readable form. With integer arithmetic only: floating-point formatting would add kilobytes to the module.

use crate::state::Wait;

/// Returns a number of bytes in the largest unit of which there is at least one, with one decimal below ten: "1.5 MB".
/// The units are powers of 1,024, as in the file managers of phones and Windows.
pub(crate) fn bytes(bytes: u64) -> String {
    let (size, _) = unit(bytes);
    written(bytes, if bytes / size < 10 { 1 } else { 0 })
}

/// Returns two different numbers of bytes, each with enough digits to show the difference: "5.001 MB" and "5 MB".
pub(crate) fn unequal(a: u64, b: u64) -> [String; 2] {
    let mut texts = [bytes(a), bytes(b)];
    for digits in 1..=3 {
        if texts[0] != texts[1] {
            return texts;
        }
        texts = [written(a, digits), written(b, digits)];
    }
    if texts[0] == texts[1] { [a, b].map(|bytes| [&bytes.to_string(), " bytes"].concat()) } else { texts }
}

/// Returns the largest unit that fits into a number of bytes at least once: its size in bytes, and its name.
fn unit(bytes: u64) -> (u64, &'static str) {
    let units = [(1 << 30, " GB"), (1 << 20, " MB"), (1 << 10, " KB")];
    let small = if bytes == 1 { " byte" } else { " bytes" };
    units.into_iter().find(|(size, _)| bytes >= *size).unwrap_or((1, small))
}

/// Returns a number of bytes with at most `digits` decimals, rounded down.
fn written(bytes: u64, digits: u32) -> String {
    let (size, name) = unit(bytes);
    let mut text = (bytes / size).to_string();
    let mut rest = bytes % size;
    let mut zeros = String::from(".");
    for _ in 0..digits {
        rest *= 10;
        zeros.push(char::from(b'0' + (rest / size) as u8));
        rest %= size;
        if !zeros.ends_with('0') {
            text.push_str(&std::mem::take(&mut zeros));
        }
    }
    text.push_str(name);
    text
}

/// Returns `part` as a percentage of `whole`, rounded down and at most 100; 0 if `whole` is 0.
pub(crate) const fn percent(part: u64, whole: u64) -> u64 {
    match part.saturating_mul(100).checked_div(whole) {
        Some(percent) if percent > 100 => 100,
        Some(percent) => percent,
        None => 0,
    }
}

/// Returns when to retry, such as "in 10 minutes", rounded up. For 0 seconds, an unknown time: "in a few minutes". For
/// more than a day: "another day".
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
    fn wait_is_written_in_words_and_rounded_up() {
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
    fn two_sizes_have_enough_digits_to_differ() {
        const MB: u64 = 1 << 20;
        for (a, b, expected) in [
            (6 * MB, 5 * MB, ["6 MB", "5 MB"]),
            (5 * MB + 60_000, 5 * MB, ["5.05 MB", "5 MB"]),
            (5 * MB + 2_000, 5 * MB, ["5.001 MB", "5 MB"]),
            (5 * MB + 1, 5 * MB, ["5242881 bytes", "5242880 bytes"]),
            (20 * MB + 300_000, 20 * MB, ["20.2 MB", "20 MB"]),
            (10 * MB + 11_000, 10 * MB, ["10.01 MB", "10 MB"]),
            (MB, MB - 1, ["1 MB", "1023 KB"]),
            (1_001, 1_000, ["1001 bytes", "1000 bytes"]),
            (u64::MAX, u64::MAX - 1, ["18446744073709551615 bytes", "18446744073709551614 bytes"]),
        ] {
            assert_eq!(unequal(a, b), expected);
        }
    }

    #[test]
    fn sizes_are_written_in_units() {
        for (size, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
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
    fn percentage_stays_between_0_and_100() {
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(3, 3), 100);
        assert_eq!(percent(4, 3), 100);
    }
}
