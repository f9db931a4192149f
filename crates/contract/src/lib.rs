//! What the form and the proxy agree on.
//!
//! Pure: no I/O, no clock, no DOM. The browser and the proxy compile the same validator, so that a form which
//! the browser lets through is not refused for another reason a second later.
//!
//! - A [`FormConfig`] says which fields a form has, and an [`Entry`] what somebody filled in.
//! - [`validate()`] holds one against the other and returns a [`Report`].
//! - [`parts()`] turns an entry into the multipart parts that the CRM's API page asks for.
//! - [`FieldPath`] names a field in the three ways that are in use: typed, bracket key, dotted path.
//! - [`wire`] is what the proxy answers with, and `crm` (a feature) what the CRM does.
//!
//! # Features
//!
//! None is on by default, and without them serde is all that the crate needs.
//!
//! - `crm`: reading the CRM's raw JSON; for the proxy.
//! - `fixtures`: the JSON cases in `fixtures/` and their types; for every side's tests, in the browser too.
//! - `testing`: generators for property tests; for native tests.
//!
//! # Tests
//!
//! `cargo nextest run -p customer-form-contract` runs the unit tests, the fixtures and the property tests
//! (`PROPTEST_CASES=4000` for a longer run), `cargo test -p customer-form-contract --doc` the examples.
//!
//! The component tests of the form read what `cargo run -p customer-form-contract --example verdicts` writes.
//!
//! A fuzz target for each parser is in `fuzz/`, its body in `testing::fuzz`. `cargo xtask fuzz` runs it, and the tests
//! replay its seeds.

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

pub mod parts;
pub mod room;
pub mod wire;

#[cfg(feature = "crm")]
pub mod crm;

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
