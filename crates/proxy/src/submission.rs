//! A submission between the door it came in by and the one it leaves by.

use std::collections::BTreeMap;

use customer_form_contract::{Entry, FieldPath};

use crate::spool::SpooledFile;

/// What a visitor sent.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    /// What was filled in, unchecked.
    pub(crate) entry: Entry,
    /// The files' content, by the path of [`parts()`](customer_form_contract::parts()). A file that was too large, or one
    /// too many, is only in the entry: the validator refuses it.
    pub(crate) files: BTreeMap<FieldPath, SpooledFile>,
    /// The files whose content is not what their names say.
    pub(crate) mistaken: Vec<FieldPath>,
}
