//! One table of the configuration file. A serde derive would stop at the first mistake. A `Section` collects all
//! mistakes and knows each value's line.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::lines::Lines;
use super::{InvalidSettings, Mistake, SettingsProblem};

/// Collects mistakes.
pub(super) struct Mistakes {
    lines: Lines,
    found: RefCell<Vec<Mistake>>,
}

/// A table, and the keys that were read from it so far.
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    path: String,
    /// The byte offset at which the table begins. `None` for the whole file.
    start: Option<usize>,
    known: Vec<&'static str>,
    mistakes: &'a Mistakes,
}

impl Mistakes {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, found: RefCell::default() }
    }

    pub(super) fn add(&self, offset: Option<usize>, key: String, problem: SettingsProblem) {
        let line = offset.map(|offset| self.line_of(offset));
        self.found.borrow_mut().push(Mistake { line, key, problem });
    }

    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines.line_of(offset)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The settings, or all mistakes in the order of their lines.
    pub(super) fn or<T>(self, settings: Option<T>) -> Result<T, InvalidSettings> {
        let mut mistakes = self.found.into_inner();
        match settings {
            Some(settings) if mistakes.is_empty() => Ok(settings),
            _ => {
                mistakes.sort_by_key(|mistake| mistake.line);
                Err(InvalidSettings { mistakes })
            }
        }
    }
}

impl<'a> Section<'a> {
    pub(super) fn root(table: &'a DeTable<'a>, mistakes: &'a Mistakes) -> Self {
        Self { table, path: String::new(), start: None, known: Vec::new(), mistakes }
    }

    /// Reports every key that was not read.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            if !self.known.iter().any(|known| known == key.get_ref()) {
                let problem = SettingsProblem::UnknownKey { known: self.known.join(", ") };
                self.mistakes.add(Some(key.span().start), self.path_of(key.get_ref()), problem);
            }
        }
    }

    /// Reports a mistake at the line of the key, or at the line of the table if the key is missing.
    pub(super) fn report(&self, key: &str, problem: SettingsProblem) {
        let offset = self.table.get(key).map(|value| value.span().start).or(self.start);
        self.mistakes.add(offset, self.path_of(key), problem);
    }

    /// The number of mistakes so far, in the whole file.
    pub(super) fn mistakes(&self) -> usize {
        self.mistakes.found.borrow().len()
    }

    /// The line at which the table begins, counted from 1.
    pub(super) fn line(&self) -> usize {
        self.start.map_or(1, |start| self.mistakes.line_of(start))
    }

    /// All keys, for a table whose keys are names and not settings.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.table.keys().map(|key| key.get_ref().as_ref())
    }

    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.value(key).is_some()
    }

    /// Reads a text with `parse`. `None`: the key is missing, or the mistake was reported.
    pub(super) fn text<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Option<T> {
        let value = self.value(key)?;
        self.parse_text(value, self.path_of(key), &parse)
    }

    /// As [`Self::text`], for a required key. A missing key is reported.
    pub(super) fn required_text<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Option<T> {
        self.require(key);
        self.text(key, parse)
    }

    /// Reads a list of texts. Texts that `parse` refuses are reported and left out.
    pub(super) fn texts<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Vec<T> {
        self.value(key).map(|value| self.parse_texts(value, &self.path_of(key), &parse)).unwrap_or_default()
    }

    /// As [`Self::texts`], for a key that is a name and not a setting.
    pub(super) fn named_texts<T>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Vec<T> {
        let value = self.table.get(key);
        value.map(|value| self.parse_texts(value, &self.path_of(key), &parse)).unwrap_or_default()
    }

    /// Reads a whole number within `range`. `None`: the key is missing, or the mistake was reported.
    pub(super) fn number(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.value(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(value, self.path_of(key), "an integer");
            return None;
        };
        let negative = number.as_str().starts_with('-');
        let number = u64::from_str_radix(number.as_str().trim_start_matches('+'), number.radix());
        let problem = match number {
            Ok(number) if range.contains(&number) => return Some(number),
            Ok(number) if number < *range.start() => SettingsProblem::TooSmall { min: *range.start() },
            Err(_) if negative => SettingsProblem::TooSmall { min: *range.start() },
            Ok(_) | Err(_) => SettingsProblem::TooLarge { max: *range.end() },
        };
        self.report(key, problem);
        None
    }

    pub(super) fn table(&mut self, key: &'static str) -> Option<Section<'a>> {
        let value = self.value(key)?;
        self.section(value, self.path_of(key), "a table")
    }

    pub(super) fn required_table(&mut self, key: &'static str) -> Option<Section<'a>> {
        self.require(key);
        self.table(key)
    }

    /// Reads a list of tables, `[[key]]`.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value, self.path_of(key), "a list of tables");
            return Vec::new();
        };
        let entry =
            |(index, value)| self.section(value, format!("{}[{index}]", self.path_of(key)), "a table");
        list.iter().enumerate().filter_map(entry).collect()
    }

    fn require(&self, key: &str) {
        if self.table.get(key).is_none() {
            self.report(key, SettingsProblem::Missing);
        }
    }

    fn value(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table.get(key)
    }

    fn section(
        &self,
        value: &'a Spanned<DeValue<'a>>,
        path: String,
        expected: &'static str,
    ) -> Option<Section<'a>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, path, expected);
            return None;
        };
        let start = Some(value.span().start);
        Some(Section { table, path, start, known: Vec::new(), mistakes: self.mistakes })
    }

    fn parse_texts<T>(
        &self,
        value: &Spanned<DeValue<'_>>,
        path: &str,
        parse: &dyn Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Vec<T> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value, path.to_owned(), "a list of strings");
            return Vec::new();
        };
        let entry = |(index, value)| self.parse_text(value, format!("{path}[{index}]"), parse);
        list.iter().enumerate().filter_map(entry).collect()
    }

    fn parse_text<T>(
        &self,
        value: &Spanned<DeValue<'_>>,
        path: String,
        parse: &dyn Fn(&str) -> Result<T, SettingsProblem>,
    ) -> Option<T> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(value, path, "a string");
            return None;
        };
        match parse(text) {
            Ok(parsed) => Some(parsed),
            Err(problem) => {
                self.mistakes.add(Some(value.span().start), path, problem);
                None
            }
        }
    }

    fn wrong_type(&self, value: &Spanned<DeValue<'_>>, path: String, expected: &'static str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a number with a decimal point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or a time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let problem = SettingsProblem::WrongType { expected, found };
        self.mistakes.add(Some(value.span().start), path, problem);
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}
