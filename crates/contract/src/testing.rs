//! Generators for property tests, here and in the proxy (feature `testing`).
//!
//! - [`text`]: values, blanks, e-mail addresses.
//! - [`config`]: forms, usable ones and hostile ones.
//! - [`entry`]: what somebody fills in, valid by construction, or anything at all.
//! - [`flaw`]: from a valid entry, every entry that has exactly one thing wrong.
//! - [`held`]: what of an entry a browser can hold.
//! - [`verdicts`]: some hundreds of all of these with their reports, for the browser to come to the same.
//! - [`path`]: places, problems and reports.
//! - [`crm`]: the CRM's bodies with every quirk that is known of them, and what has to hold once they are read.
//! - [`fuzz`]: what has to hold of every input, known or not: the fuzz targets' bodies.
//!
//! ```
//! use customer_form_contract::{testing::entry::valid_form, validate};
//! use proptest::prelude::*;
//! proptest!(|((config, entry) in valid_form())| prop_assert!(validate(&config, &entry).is_empty()));
//! ```

pub mod config;
pub mod crm;
pub mod entry;
pub mod flaw;
pub mod fuzz;
pub mod held;
mod json;
pub mod path;
pub mod text;
pub mod verdicts;
