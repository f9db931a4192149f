//! Requests of people who mean harm and know PHP, as bytes on a socket: one real proxy in front of the real sandbox
//! for each group, and a table of cases.
//!
//! Each case says what it is answered with. [`world::World::run`] asserts, for every one: the answer in time, its
//! status and code as problem+json, no header that opens it to other pages, nothing that reached the CRM, and that
//! the next good submission makes its customer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy.toml allows them in tests, and does not count a test's helpers as such"
)]

mod answer;
#[path = "../proxy/common/body.rs"]
#[allow(dead_code, reason = "some of it is for the other tests")]
mod body;
mod case;
#[path = "../proxy/common/file.rs"]
mod file;
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
