//! Looks up a value like Laravel's `$request->all()`: texts and files form one tree. If a path has both a file and a
//! text, the file counts.

use crate::php::array::{Node, PhpArray};
use crate::php::form::PhpForm;
use crate::php::upload::{Upload, UploadError};

/// The value at a path.
#[derive(Debug)]
pub(crate) enum Given<'a> {
    Nothing,
    Text(&'a str),
    File(&'a Upload),
    /// An array with any content.
    Array,
}

pub(crate) fn given<'a>(form: &'a PhpForm, path: &[&str]) -> Given<'a> {
    match (at(&form.files, path), at(&form.texts, path)) {
        (Some(Node::Leaf(upload)), _) if is_left_empty(upload) => Given::Nothing,
        (Some(Node::Leaf(upload)), _) => Given::File(upload),
        (Some(Node::Array(_)), _) | (None, Some(Node::Array(_))) => Given::Array,
        (None, Some(Node::Leaf(text))) => Given::Text(text),
        (None, None) => Given::Nothing,
    }
}

/// The keys of the array at a path, keys of texts first; empty if there is no array.
pub(crate) fn keys<'a>(form: &'a PhpForm, path: &[&str]) -> Vec<&'a str> {
    let mut keys = keys_in(&form.texts, path);
    for key in keys_in(&form.files, path) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Trims like Laravel: all kinds of white space, and some invisible characters.
pub(crate) fn trimmed(value: &str) -> &str {
    value.trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\0')
    })
}

pub(crate) fn is_blank(value: &str) -> bool {
    trimmed(value).is_empty()
}

/// Whether the file input has no file; Laravel treats it as null.
fn is_left_empty(upload: &Upload) -> bool {
    matches!(upload.content, Err(UploadError::NoFile))
}

fn keys_in<'a, T>(tree: &'a PhpArray<T>, path: &[&str]) -> Vec<&'a str> {
    match at(tree, path) {
        Some(Node::Array(array)) => array.iter().map(|(key, _)| key).collect(),
        _ => Vec::new(),
    }
}

fn at<'a, T>(tree: &'a PhpArray<T>, path: &[&str]) -> Option<&'a Node<T>> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(tree.get(first)?, |node, key| match node {
        Node::Array(array) => array.get(key),
        Node::Leaf(_) => None,
    })
}
