//! Parses a part's `Content-Disposition`. A value that other parsers may read in another way is refused.

use std::borrow::Cow;

/// A parsed `Content-Disposition`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Disposition<'a> {
    pub(crate) name: Cow<'a, str>,
    /// `None` for a text.
    pub(crate) file_name: Option<Cow<'a, str>>,
}

impl<'a> Disposition<'a> {
    /// `None`: not `form-data` with one name and at most one file name, all in UTF-8.
    ///
    /// A parser that accepts a second name, or finds one within a file name, reads another part than this parser does:
    /// PHP takes the last name, some parsers the first. `filename*` is forbidden here (RFC 7578, 4.2), and PHP does not
    /// read it. It is ignored like every other parameter.
    pub(crate) fn parse(value: &'a [u8]) -> Option<Self> {
        let value = std::str::from_utf8(value).ok()?;
        let (kind, mut rest) = value.split_at(value.find(';')?);
        if !kind.trim().eq_ignore_ascii_case("form-data") {
            return None;
        }
        let (mut name, mut file_name) = (None, None);
        while let Some(parameter) = rest.strip_prefix(';') {
            let (key, value) = parameter.split_once('=')?;
            let (value, behind) = read_value(value.trim_start())?;
            let place = match key.trim().to_ascii_lowercase().as_str() {
                "name" => &mut name,
                "filename" => &mut file_name,
                _ => &mut None,
            };
            if place.replace(value).is_some() {
                return None;
            }
            rest = behind.trim_start();
        }
        if rest.is_empty() { Some(Self { name: name?, file_name }) } else { None }
    }
}

/// Splits `text` into a value and the rest. In a quoted value, a backslash before a quote keeps the quote from ending
/// the value. Elsewhere a backslash stands for itself: browsers write `C:\a.pdf` unescaped.
fn read_value(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_at(text.find([';', ' ', '\t']).unwrap_or(text.len()));
        return Some((value.into(), behind));
    };
    let mut from = 0;
    loop {
        let end = from + quoted.get(from..)?.find('"')?;
        let (value, behind) = (quoted.get(..end)?, quoted.get(end + 1..)?);
        if value.ends_with('\\') {
            from = end + 1;
        } else if value.contains("\\\"") {
            return Some((value.replace("\\\"", "\"").into(), behind));
        } else {
            return Some((value.into(), behind));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(String, Option<String>)> {
        let read = Disposition::parse(value.as_bytes())?;
        Some((read.name.into_owned(), read.file_name.map(Cow::into_owned)))
    }

    #[test]
    fn dispositions_of_browsers_are_read() {
        for (value, name, file_name) in [
            ("form-data; name=\"email\"", "email", None),
            ("form-data; name=\"a\"; filename=\"\"", "a", Some("")),
            ("form-data; name=\"a\"; filename=\"é; name=b.pdf\"", "a", Some("é; name=b.pdf")),
            ("form-data; name=\"a\"; filename=\"C:\\b.pdf\"", "a", Some("C:\\b.pdf")),
            ("form-data; name=\"a\"; filename=\"b\\\"c.pdf\"", "a", Some("b\"c.pdf")),
            ("Form-Data ;name = \"a\" ; FileName=b.pdf", "a", Some("b.pdf")),
            ("form-data; filename*=UTF-8''c.pdf; filename=\"b.pdf\"; name=a", "a", Some("b.pdf")),
        ] {
            assert_eq!(read(value), Some((name.to_owned(), file_name.map(str::to_owned))), "{value}");
        }
    }

    #[test]
    fn ambiguous_dispositions_are_refused() {
        for value in [
            "",
            "form-data",
            "form-data;",
            "form-data; name",
            "attachment; name=\"a\"",
            "form-data-x; name=\"a\"",
            "form-data; name=\"a\"; name=\"b\"",
            "form-data; name=\"a\"; NAME=\"a\"",
            "form-data; name=\"a\"; filename=\"b\"; filename=\"c\"",
            "form-data; name=\"a",
            "form-data; name=\"a\\\"",
            "form-data; name=\"a\"b",
            "form-data; name=\"a\" filename=\"b\"",
            "form-data; filename=\"a\"",
            "form-data; xname=\"a\"",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
        assert_eq!(Disposition::parse(b"form-data; name=\"\xFF\""), None);
    }
}
