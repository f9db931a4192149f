//! Prints sizes as an aligned table.

use super::loaded::{Sizes, Weighed};

const HEAD: [&str; 4] = ["file", "raw", "gzip", "brotli"];

/// One line per file and one for the total, with names aligned left and bytes aligned right.
pub(super) fn render(files: &[Weighed], total: Sizes) -> String {
    let row = |name: &str, sizes: Sizes| {
        [name.to_owned(), grouped(sizes.raw), grouped(sizes.gzip), grouped(sizes.brotli)]
    };
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(files.iter().map(|file| row(&file.name, file.sizes)));
    rows.push(row("total", total));

    let width = |pick: fn(&[String; 4]) -> &String| rows.iter().map(|row| pick(row).len()).max().unwrap_or(0);
    let (name, raw) = (width(|[name, ..]| name), width(|[_, raw, ..]| raw));
    let (gzip, brotli) = (width(|[_, _, gzip, _]| gzip), width(|[.., brotli]| brotli));
    rows.iter().map(|[a, b, c, d]| format!("{a:<name$}  {b:>raw$}  {c:>gzip$}  {d:>brotli$}\n")).collect()
}

/// A number with separators: `176304` becomes `176,304`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, render};
    use crate::size::loaded::{Sizes, Weighed};

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_176_304), "1,176,304");
    }

    #[test]
    fn columns_are_aligned_and_the_last_line_is_the_total() {
        let sizes = Sizes { raw: 176_304, gzip: 80_000, brotli: 65_673 };
        let files = [Weighed { name: "form_bg.wasm".into(), sizes }];
        let expected = "\
file              raw    gzip  brotli
form_bg.wasm  176,304  80,000  65,673
total         176,304  80,000  65,673
";
        assert_eq!(render(&files, sizes), expected);
    }
}
