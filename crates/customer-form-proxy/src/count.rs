//! Writes a number with its noun, in the singular or the plural.

/// Writes, for example, `1 byte` or `2 bytes`. `noun` is in the singular, and its plural ends with `s`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_other_numbers_are_plural() {
        assert_eq!([0, 1, 2].map(|number| count(number, "field")), ["0 fields", "1 field", "2 fields"]);
    }
}
