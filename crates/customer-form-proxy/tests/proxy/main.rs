//! Tests of the proxy through its public interface: real ports, with a small CRM of the tests behind the proxy.
//!
//! All tests are in one program, because linking takes longer than running.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
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
