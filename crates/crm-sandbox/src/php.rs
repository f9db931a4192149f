//! Reads a form as PHP does: bracket keys, limits that drop data without an error, and file entries that contain an
//! error instead of a file.
//!
//! `tests/fixtures/php-forms.json` has the answers of a real PHP to the same bytes. The module `recorded` compares
//! both.

pub(crate) mod array;
pub(crate) mod bracket;
pub(crate) mod disposition;
pub(crate) mod form;
pub(crate) mod limits;
pub(crate) mod upload;

#[cfg(test)]
mod recorded;
