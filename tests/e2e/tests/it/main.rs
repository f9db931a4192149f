//! The whole system: the form in a browser of each engine, the proxy, and the sandbox in the CRM's place.
//!
//! What a person does, the tests do through WebDriver; what the CRM got, the sandbox tells. One program for all of
//! them, since linking takes longer than running. They test what `cargo xtask web` left in `dist`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, and does not count a test's helpers as such"
)]

mod support;

mod formats;
mod samples;
mod values;

mod refusals;
mod validation;

mod changed;
mod failures;
mod once;
mod outages;
mod token;
mod upload;
mod vanished;

mod boxes;
mod draft;
mod element;
mod embedding;
mod floor;
mod frame;
mod hosts;
mod lifetime;
mod looks;
mod mended;
mod mistakes;
mod onboarding;
mod panic;
mod proof;
mod shade;
mod spoken;
mod strict;
mod typing;
