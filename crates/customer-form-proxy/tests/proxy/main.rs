//! The proxy through its public doors: real ports, and a tiny CRM of the tests' own behind it.
//!
//! One program for all of them, since linking takes longer than running.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, and does not count a test's helpers as such"
)]

mod common;

mod accounts;
mod address;
mod answers;
mod assets;
mod caps;
mod configuration;
mod deploy;
mod files;
mod frame;
mod intake;
mod lifecycle;
mod logs;
mod machine;
mod metrics;
mod once;
mod origin;
mod outcomes;
mod page;
mod photos;
mod program;
mod proof;
mod rates;
mod reload;
mod settings;
mod store;
mod submission;
mod tokens;
mod unmatched;
