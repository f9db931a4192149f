//! A form as PHP reads it: bracket keys, limits that drop data in silence, and file entries that carry an
//! error instead of a file.
//!
//! `tests/fixtures/php-forms.json` holds what a real PHP answered to the same bytes; the test of `form`
//! compares.

pub(crate) mod array;
pub(crate) mod bracket;
pub(crate) mod disposition;
pub(crate) mod form;
pub(crate) mod limits;
pub(crate) mod upload;

#[cfg(test)]
mod recorded;
