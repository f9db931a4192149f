//! Numbers as people read them. Whole-number arithmetic only: floating-point formatting costs kilobytes.

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

#[cfg(test)]
mod tests {
    use super::*;

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
