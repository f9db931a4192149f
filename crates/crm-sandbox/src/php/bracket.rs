//! Splits a part's name as PHP does: `a[b][c][]` is the path a, b, c, next number.

use super::limits::MAX_NESTING_LEVEL;

/// The name of a form variable, split into segments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VariableName {
    pub(crate) first: String,
    pub(crate) rest: Vec<Index>,
}

/// The content of one pair of brackets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Index {
    /// `[]`: the next free number.
    Next,
    Key(String),
}

/// The reason why PHP registers no variable under a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum InvalidName {
    /// The name has no text before the first bracket.
    Empty,
    /// The name has more brackets than `max_input_nesting_level`. PHP then removes the variable under the first
    /// segment.
    TooDeep { first: String },
}

/// Splits a name as PHP's `php_register_variable_ex` does.
pub(crate) fn parse(name: &str) -> Result<VariableName, InvalidName> {
    let name = name.trim_start_matches(' ');
    let (first, mut brackets) = match name.find('[') {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    if first.is_empty() {
        return Err(InvalidName::Empty);
    }
    let first = first.replace([' ', '.'], "_");

    let mut rest = Vec::new();
    while let Some(opened) = brackets.strip_prefix('[') {
        if rest.len() == MAX_NESTING_LEVEL {
            return Err(InvalidName::TooDeep { first });
        }
        // An unclosed bracket is part of the plain name; after another index, PHP ignores it.
        let Some((index, behind)) = opened.split_once(']') else {
            if rest.is_empty() {
                return Ok(VariableName { first: name.replace([' ', '.', '['], "_"), rest });
            }
            break;
        };
        rest.push(match index {
            "" | " " | "\t" => Index::Next,
            key => Index::Key(key.to_owned()),
        });
        brackets = behind;
    }
    Ok(VariableName { first, rest })
}

/// Whether PHP accepts a file under this name. Unlike a text, a file needs every bracket closed and no characters
/// between or after the brackets.
pub(crate) fn is_fit_for_a_file(name: &str) -> bool {
    let mut open = 0_i32;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '[' => open += 1,
            ']' => {
                open -= 1;
                if characters.peek().is_some_and(|next| *next != '[') {
                    return false;
                }
            }
            _ => {}
        }
        if open < 0 {
            return false;
        }
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        match parse(name) {
            Ok(VariableName { first, rest }) => {
                let rest = rest.into_iter().map(|index| match index {
                    Index::Next => " > (next)".to_owned(),
                    Index::Key(key) => format!(" > {key}"),
                });
                first + &rest.collect::<String>()
            }
            Err(InvalidName::Empty) => "nothing".to_owned(),
            Err(InvalidName::TooDeep { .. }) => "too deep".to_owned(),
        }
    }

    #[test]
    fn names_are_split_as_in_php() {
        for (name, expected) in [
            ("email", "email"),
            ("custom_fields[55][file_upload][files][]", "custom_fields > 55 > file_upload > files > (next)"),
            ("a.b c", "a_b_c"),
            ("  a", "a"),
            (".a", "_a"),
            ("a[b.c d]", "a > b.c d"),
            ("a[ ]", "a > (next)"),
            ("a[ x]", "a >  x"),
            ("a[][]", "a > (next) > (next)"),
            ("a[[b]]", "a > [b"),
            ("a[b", "a_b"),
            ("a[b c.d", "a_b_c_d"),
            ("a[b][c", "a > b"),
            ("a[b]x[c]", "a > b"),
            ("a[b].c", "a > b"),
            ("a]b", "a]b"),
            ("[a]", "nothing"),
            ("   ", "nothing"),
            ("", "nothing"),
        ] {
            assert_eq!(shown(name), expected, "{name:?}");
        }
    }

    #[test]
    fn name_with_64_brackets_is_read_and_with_65_is_refused() {
        assert!(parse(&format!("a{}", "[x]".repeat(64))).is_ok());
        assert_eq!(shown(&format!("a{}", "[x]".repeat(65))), "too deep");
    }

    #[test]
    fn file_name_needs_closed_brackets_at_its_end() {
        for name in ["photo", "a[b]", "a[b][]"] {
            assert!(is_fit_for_a_file(name), "{name:?}");
        }
        for name in ["a[b", "a[b]x", "a]b", "a[b]]", "a[b][c", "a[b].c"] {
            assert!(!is_fit_for_a_file(name), "{name:?}");
        }
    }
}
