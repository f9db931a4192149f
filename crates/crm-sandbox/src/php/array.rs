//! PHP's array: ordered, with text keys, and with automatic numbering of new entries.

use indexmap::IndexMap;

use super::bracket::{Index, VariableName};

/// An ordered map. The whole number 5 and the text `"5"` are the same key; `"05"` is a different key.
#[derive(Debug)]
pub(crate) struct PhpArray<T> {
    entries: IndexMap<String, Node<T>>,
    /// The key for the next `[]`; `None` while no key is a number.
    next_index: Option<i64>,
}

#[derive(Debug)]
pub(crate) enum Node<T> {
    Leaf(T),
    Array(PhpArray<T>),
}

impl<T> Default for PhpArray<T> {
    fn default() -> Self {
        Self { entries: IndexMap::new(), next_index: None }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self::Array(PhpArray::default())
    }
}

impl<T> PhpArray<T> {
    /// Stores `value` under `name`. As in PHP, a later value replaces any earlier value of the same name.
    pub(crate) fn register(&mut self, name: VariableName, value: T) {
        self.slot(Index::Key(name.first)).put(name.rest.into_iter(), value);
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.entries.shift_remove(key);
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node<T>> {
        self.entries.get(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node<T>)> {
        self.entries.iter().map(|(key, node)| (key.as_str(), node))
    }

    /// The entry at `index`; it is created if it does not exist.
    fn slot(&mut self, index: Index) -> &mut Node<T> {
        let key = match index {
            Index::Key(key) => key,
            Index::Next => self.next_index.unwrap_or(0).to_string(),
        };
        if let Some(number) = whole_number(&key) {
            let behind = number.saturating_add(1);
            self.next_index = Some(self.next_index.map_or(behind, |next| next.max(behind)));
        }
        self.entries.entry(key).or_default()
    }
}

impl<T> Node<T> {
    fn put(&mut self, mut path: impl Iterator<Item = Index>, value: T) {
        let Some(index) = path.next() else {
            *self = Self::Leaf(value);
            return;
        };
        let mut array = match std::mem::take(self) {
            Self::Array(array) => array,
            Self::Leaf(_) => PhpArray::default(),
        };
        array.slot(index).put(path, value);
        *self = Self::Array(array);
    }
}

/// The number for a key, if PHP would write the number in the same way as the key.
fn whole_number(key: &str) -> Option<i64> {
    key.parse::<i64>().ok().filter(|number| number.to_string() == key)
}
