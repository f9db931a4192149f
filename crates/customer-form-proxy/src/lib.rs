//! The customer form's proxy.
//!
//! The proxy holds the CRM's API key, serves the form configuration, takes submissions, checks them with the contract's
//! validator, and writes them anew to the CRM. The browser never sees the key and never decides the permissions of a
//! customer beyond the offered ones.
//!
//! The rooms, in the order of a request's way:
//! - `door`: accepts the connection, finds the handler, and decides whether the request may go on.
//! - `form`: the forms of the running proxy, each with its current form configuration.
//! - `page`: the onboarding page and the browser's files.
//! - `submission`: reads a submission, checks it, and sends it. The `spool` keeps the files meanwhile.
//! - `idempotency`: makes sure that each filled form is sent once, even by several proxies that share the `store`.
//! - `upstream`: the CRM.
//! - `settings`: the configuration file. `operations`: start, reload, check, log and metrics.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.

pub mod settings;

mod count;
mod door;
mod form;
mod idempotency;
mod operations;
mod page;
mod spool;
mod store;
mod submission;
mod upstream;

#[cfg(any(test, fuzzing))]
pub mod fuzzing;

pub use operations::accounts::{AccountFinding, check_accounts};
pub use operations::clock::Clock;
pub use operations::logging;
pub use operations::proxy::{Proxy, RunningProxy, StartError, check_machine};
pub use page::assets::Assets;
pub use settings::Settings;
pub use spool::SpoolError;
pub use store::{OpenError, RedisError, SqliteError};
pub use upstream::ClientError;
