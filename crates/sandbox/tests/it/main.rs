//! The sandbox through its public door: a real port, real requests, and what it says it stored.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that is surprised has to fail")]

mod fixtures;
mod form;
mod support;

mod accepted;
mod authorization;
mod control;
mod custom_fields;
mod files;
mod list_page;
mod misbehaviour;
mod php_limits;
mod program;
mod refused;
mod request_log;
mod restart;
mod samples;
