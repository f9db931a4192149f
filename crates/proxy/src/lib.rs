//! The customer form's proxy.
//!
//! It holds the CRM's API key, serves the form configuration, takes submissions, checks them with the contract's
//! validator, and writes them anew to the CRM. The browser never sees the key and never decides what a customer may do.
//!
//! The main modules:
//! - `routes` has all routes, `routes::guard` decides which page may use which form, and `rate` limits how often.
//! - `intake` reads a submission, `upstream` sends it to the CRM, and `sending` connects the two.
//! - `idempotency` makes sure that each filled form is sent once, even by several proxies that share the `store`.
//! - `live` replaces the configuration file of a running proxy.
//! - `metrics` has the numbers for the operator.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

pub mod logging;
pub mod settings;

mod accounts;
mod app;
mod assets;
mod clock;
mod count;
mod hex;
mod live;
mod metrics;
mod pace;
mod proxy;
mod server;

mod access;
mod origin;
mod problem;
mod proof;
mod rate;
mod request_id;
mod routes;
mod secret;
mod token;
mod visitor;

mod cache;
mod form;
mod page;

mod idempotency;
mod intake;
mod photo;
mod sending;
mod signature;
mod spool;
mod store;
mod submission;
mod upstream;

#[cfg(any(test, fuzzing))]
pub mod fuzzing;

pub use accounts::{AccountFinding, check_accounts};
pub use assets::Assets;
pub use clock::Clock;
pub use proxy::{Proxy, RunningProxy, StartError, check_machine};
pub use settings::Settings;
pub use spool::SpoolError;
pub use store::{OpenError, RedisError, SqliteError};
pub use upstream::ClientError;
