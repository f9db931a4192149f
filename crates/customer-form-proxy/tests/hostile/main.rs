//! Requests of attackers who know PHP, as bytes on a socket. Each group has one real proxy in front of the real
//! sandbox, and a table of cases.
//!
//! Each case names its expected answer. [`world::World::run`] asserts for each case: the answer comes in time, its
//! status and code are those of the problem+json, no header opens the answer to other pages, nothing reached the CRM,
//! and the next valid submission creates its customer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
)]

mod answer;
mod case;
mod samples;
mod world;

mod content;
mod crowd;
mod file_names;
mod framing;
mod headers;
mod limits;
mod names;
mod origins;
mod permissions;
mod slow;
mod smuggling;
mod targets;
mod tokens;
