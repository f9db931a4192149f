//! Converts a byte offset in the file to its line.

/// The byte offsets at which the lines of a text start.
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// The line of the byte at `offset`, counted from 1.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_break_belongs_to_the_line_before() {
        let lines = Lines::of("a\nbc\n\nd");
        let found: Vec<_> = (0..7).map(|offset| lines.line_of(offset)).collect();
        assert_eq!(found, [1, 1, 2, 2, 2, 3, 4]);
    }
}
