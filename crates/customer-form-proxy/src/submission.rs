//! A submission, from the body of the request to the answer of the CRM: [`intake`] reads the body into an entry and
//! files of the [`crate::spool`], [`signature`] and [`photo`] check the files, and [`sending`] checks the submission
//! and sends it through [`crate::upstream`], once ([`crate::idempotency`]).

pub(crate) mod intake;
pub(crate) mod photo;
pub(crate) mod sending;
pub(crate) mod signature;

use std::collections::BTreeMap;

use customer_form_contract::{Entry, FieldPath};

use crate::spool::SpooledFile;

/// The content of a submission.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    /// The values that the visitor filled in, unchecked.
    pub(crate) entry: Entry,
    /// The files' content, by the path of [`parts()`](customer_form_contract::parts()). A file that is too large, or
    /// that is one of too many, is only in the entry: the validator refuses it.
    pub(crate) files: BTreeMap<FieldPath, SpooledFile>,
    /// The files whose content does not agree with their names.
    pub(crate) mistaken: Vec<FieldPath>,
}
