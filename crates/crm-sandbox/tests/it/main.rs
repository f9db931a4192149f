//! Tests of the sandbox through its public interface: a real port, real requests, and the data that it reports as
//! stored.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "an unexpected value must fail the test")]

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
