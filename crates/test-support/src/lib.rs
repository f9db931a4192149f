//! Helpers that the native tests of several crates share. Only `dev-dependencies` name this crate.
//!
//! - [`configuration`]: a configuration file of the proxy. `proxy`: a proxy in the test's process (feature `proxy`).
//!   [`program`]: a proxy in a process of its own.
//! - [`client`], [`multipart`], [`socket`]: requests through an HTTP library, bodies, and raw bytes.
//! - [`redis`], [`port`]: a Redis server, and a port that no other program gets.
//! - [`wait`]: waiting for a condition.
//! - [`php`]: bodies for the recording of a real PHP.
//!
//! A function panics if the machine does not provide what a test needs, because the test could not continue.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, and this crate is a part of tests"
)]

pub mod client;
pub mod configuration;
pub mod multipart;
pub mod php;
pub mod port;
pub mod program;
#[cfg(feature = "proxy")]
pub mod proxy;
pub mod redis;
pub mod socket;
pub mod wait;
