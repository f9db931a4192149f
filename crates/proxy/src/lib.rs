//! The customer form's proxy.
//!
//! It holds the CRM's API key, serves the form's configuration, takes submissions, checks them with the
//! contract's validator, and writes them anew to the CRM. The browser never sees the key and never decides what
//! a customer may do.
//!
//! The doors: `routes` has every address, `routes::guard` which page may use which form, `rate` how often, `intake`
//! what comes in, and `upstream` what goes out. `sending` is the way between the last two, and `idempotency` sees to it
//! that each filled form takes it once, whoever else shares the `store`. `live` is how another configuration file takes
//! the place of the first one, and `metrics` what an operator sees.

pub mod logging;
pub mod settings;

mod accounts;
mod app;
mod assets;
mod clock;
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
