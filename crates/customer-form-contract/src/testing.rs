//! Generators for the property tests of this crate and of the proxy (feature `testing`).
//!
//! - [`text`]: values, blank texts, e-mail addresses.
//! - [`config`]: form configurations, usable ones and hostile ones.
//! - [`entry`]: entries that are valid by construction, and arbitrary entries.
//! - [`flaw`]: all entries that differ from a valid entry in exactly one problem.
//! - [`held`]: reduces an entry to the values that a browser can hold.
//! - [`verdicts`]: several hundred forms and entries with their reports. The browser has to get the same reports.
//! - [`id`]: field ids and permissions. [`path`]: paths, problems and reports.
//! - [`crm`]: the CRM's bodies with every known irregularity, and a check of the fields that are read from them.
//! - [`fuzz`]: the code of the fuzz targets, which checks properties that hold for every input.
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
pub mod id;
mod json;
pub mod path;
pub mod text;
pub mod verdicts;
