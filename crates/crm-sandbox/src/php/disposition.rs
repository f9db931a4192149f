//! Reads the `Content-Disposition` of a part as PHP does. PHP differs from RFC 6266: it has no `filename*` and no
//! percent-decoding, and it accepts single quotes, double quotes and backslash escapes.

/// The two parameters that PHP reads, as bytes, because they need not be UTF-8.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Disposition {
    pub(crate) name: Option<Vec<u8>>,
    /// The file name as it arrived, including directories that the client put before it.
    pub(crate) filename: Option<Vec<u8>>,
}

/// Parses the value of the header. If a parameter occurs twice, the last one counts.
pub(crate) fn parse(header: &[u8]) -> Disposition {
    let mut disposition = Disposition::default();
    let mut rest = header.trim_ascii_start();
    while !rest.is_empty() {
        let (pair, behind) = split_word(rest, b';');
        rest = behind.trim_ascii_start();
        if !pair.contains(&b'=') {
            continue;
        }
        let (key, word) = split_word(pair, b'=');
        if key.eq_ignore_ascii_case(b"name") {
            disposition.name = Some(unquote(word));
        } else if key.eq_ignore_ascii_case(b"filename") {
            disposition.filename = Some(unquote(word));
        }
    }
    disposition
}

/// The part of a file name after the last `/` or `\`. PHP keeps only this part.
pub(crate) fn base_name(filename: &[u8]) -> &[u8] {
    filename.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(filename)
}

/// Splits at the first `stop` outside quotes, and drops all directly following `stop` bytes.
fn split_word(line: &[u8], stop: u8) -> (&[u8], &[u8]) {
    let mut end = 0;
    while let Some(&byte) = line.get(end) {
        if byte == stop {
            break;
        }
        end += 1;
        if matches!(byte, b'"' | b'\'') {
            end = end_of_quoted(line, end, byte);
        }
    }
    let (word, mut rest) = line.split_at_checked(end).unwrap_or((line, &[]));
    while let [first, behind @ ..] = rest
        && *first == stop
    {
        rest = behind;
    }
    (word, rest)
}

/// The index after the closing quote of a quoted text that begins at `from`.
fn end_of_quoted(line: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    while let Some(&byte) = line.get(at) {
        let escapes = byte == b'\\' && line.get(at + 1) == Some(&quote);
        at += if escapes { 2 } else { 1 };
        if byte == quote {
            break;
        }
    }
    at
}

/// The value of a parameter: a quoted value ends at its closing quote, a bare value ends at the first space.
fn unquote(word: &[u8]) -> Vec<u8> {
    let word = word.trim_ascii_start();
    let (quote, text) = match word {
        [quote @ (b'"' | b'\''), text @ ..] => (Some(*quote), text),
        bare => (None, bare),
    };
    let mut value = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let ends = match quote {
            Some(quote) => byte == quote,
            None => byte.is_ascii_whitespace(),
        };
        if ends {
            break;
        }
        let escaped = bytes.next_if(|next| byte == b'\\' && (*next == b'\\' || Some(*next) == quote));
        value.push(escaped.unwrap_or(byte));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_name(header: &str) -> Option<String> {
        let filename = parse(header.as_bytes()).filename?;
        Some(String::from_utf8(base_name(&filename).to_vec()).unwrap())
    }

    #[test]
    fn file_names_are_read_as_in_php() {
        for (parameters, expected) in [
            (r#"filename="a.pdf""#, Some("a.pdf")),
            (r#"FILENAME="a.pdf""#, Some("a.pdf")),
            (r#"filename="Łódź 東京 😀.pdf""#, Some("Łódź 東京 😀.pdf")),
            (r#"filename="a\"b.pdf""#, Some("a\"b.pdf")),
            (r#"filename="a%22b.pdf""#, Some("a%22b.pdf")),
            (r#"filename="a;b=c.pdf""#, Some("a;b=c.pdf")),
            (r#"filename="C:\docs\a.pdf""#, Some("a.pdf")),
            (r#"filename="/docs/a.pdf""#, Some("a.pdf")),
            (r#"filename="docs/""#, Some("")),
            (r#"filename="""#, Some("")),
            ("filename=two words.pdf", Some("two")),
            ("filename='a b.pdf'", Some("a b.pdf")),
            (r#"filename="open.pdf"#, Some("open.pdf")),
            (r#"filename="first"; filename="second""#, Some("second")),
            (r#"filename="plain.pdf"; filename*=UTF-8''%e2%82%ac.pdf"#, Some("plain.pdf")),
            ("filename*=UTF-8''%e2%82%ac.pdf", None),
            (r#"filename = "a.pdf""#, None),
        ] {
            let header = format!("form-data; name=\"n\"; {parameters}");
            assert_eq!(file_name(&header).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn name_is_read_bare_or_in_single_or_double_quotes() {
        for header in ["form-data; name=n", "form-data;name='n'", "form-data; name=\"n\";; filename=x"] {
            assert_eq!(parse(header.as_bytes()).name.as_deref(), Some(&b"n"[..]), "{header}");
        }
    }
}
