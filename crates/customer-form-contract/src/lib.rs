//! The contract between the form and the proxy: data types, validation rules, and the names of the parts of a
//! submission.
//!
//! The crate does no I/O and uses neither a clock nor the DOM. The browser and the proxy compile the same validator.
//! Therefore, if the browser accepted an entry, the proxy refuses the entry only for a reason that the browser cannot
//! check.
//!
//! - A [`FormConfig`] says which fields a form has. An [`Entry`] holds the values that a visitor filled in.
//! - [`validate()`] checks an entry against a form configuration and returns a [`Report`].
//! - [`parts()`] turns an entry into the multipart parts that the API page describes under "Create Customer".
//! - [`FieldPath`] names a field in the three spellings that are in use: typed, bracket key, dotted path.
//! - [`headers`] has the names of the headers. [`wire`] has the proxy's answers. `crm` (a feature) reads the CRM's answers.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.
//!
//! # Features
//!
//! No feature is on by default. Without features the crate depends on `serde` and `litemap` only.
//!
//! - `crm`: reads the CRM's raw JSON. Only the proxy uses it.
//! - `proof`: the proof of work.
//! - `fixtures`: the JSON cases in `fixtures/` and their types. The tests of every side use them, in the browser too.
//! - `testing`: generators for property tests. Only native tests use it.
//!
//! # Tests
//!
//! `cargo nextest run -p customer-form-contract` runs the unit tests, the fixtures and the property tests
//! (`PROPTEST_CASES=4000` for a longer run). `cargo test -p customer-form-contract --doc` runs the doc examples.
//!
//! The component tests of the form read the file that `cargo run -p customer-form-contract --example verdicts` writes.
//!
//! `fuzz/` has a fuzz target for each parser. The code of the targets is in `testing::fuzz`. `cargo xtask fuzz` runs
//! the targets, and the tests replay their seeds.

pub mod config;
pub mod field;
pub mod file;
pub mod format;
pub mod id;
pub mod limits;
pub mod permission;

pub mod entry;
pub mod fixed;
pub mod path;

pub mod problem;
pub mod rules;
pub mod text;
pub mod validate;

pub mod headers;
pub mod parts;
pub mod room;
pub mod wire;

#[cfg(feature = "crm")]
pub mod crm;

#[cfg(feature = "proof")]
pub mod hex;
#[cfg(feature = "proof")]
pub mod proof;

#[cfg(feature = "fixtures")]
pub mod fixtures;
#[cfg(feature = "testing")]
pub mod testing;

pub use config::{FormConfig, PhotoRule};
pub use entry::{CustomValue, Entry};
pub use field::{CustomField, FieldKind, FileRule};
pub use file::{FileInfo, ImageFormat};
pub use fixed::{FixedField, FixedTexts};
pub use id::FieldId;
pub use limits::Limits;
pub use parts::{Body, HONEYPOT, Part, parts};
pub use path::{CustomPart, FieldPath};
pub use permission::{Action, Module, Permission, PermissionSet};
pub use problem::FieldProblem;
pub use validate::{Report, validate};
