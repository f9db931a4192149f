//! The whole system: the form in a browser of each engine, the proxy, and the sandbox in place of the CRM.
//!
//! The tests act as a visitor through WebDriver, and read from the sandbox what the CRM got. All tests are in one
//! program, because linking takes longer than running. The tests use the files that `cargo xtask web` wrote to `dist`.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
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
mod early;
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
