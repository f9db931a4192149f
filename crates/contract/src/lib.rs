//! What the form and the proxy agree on.
//!
//! Pure: no I/O, no clock, no DOM. The browser and the proxy compile the same validator, so that a form which
//! the browser lets through is not refused for another reason a second later.
//!
//! - A [`FormConfig`] says which fields a form has, and an [`Entry`] what somebody filled in.
//! - [`validate`] holds one against the other and returns a [`Report`].
//! - [`parts`] turns an entry into the multipart parts that the CRM's API page asks for.
//! - [`FieldPath`] names a field in the three ways that are in use: typed, bracket key, dotted path.
//! - [`wire`] is what the proxy answers with, and [`crm`] (a feature) what the CRM does.

pub mod config;
pub mod field;
pub mod file;
pub mod id;
pub mod limits;
pub mod permission;

pub mod entry;
pub mod path;

pub mod problem;
pub mod rules;
pub mod text;
pub mod validate;

pub mod parts;
pub mod wire;

#[cfg(feature = "crm")]
pub mod crm;

#[cfg(feature = "fixtures")]
pub mod fixtures;
#[cfg(feature = "testing")]
pub mod testing;

pub use config::{FormConfig, PhotoRule};
pub use entry::{CustomValue, Entry};
pub use field::{CustomField, FieldKind, FileRule};
pub use file::{FileInfo, ImageFormat};
pub use id::FieldId;
pub use limits::Limits;
pub use parts::{Body, Part, parts};
pub use path::{CustomPart, FieldPath};
pub use permission::{Action, Module, Permission};
pub use problem::Problem;
pub use validate::{Report, validate};
