//! A stand-in for the CRM's two endpoints, `GET /api/custom-fields` and `POST /api/customers`.
//!
//! The sandbox is for trying out the product, and for tests that compare the stored values with the typed values. The
//! sandbox is written from the API page alone and imports no other crate of this workspace. So the tests can find a
//! misunderstanding of the API page in the form, the contract or the proxy.
//!
//! `docs/glossary.md` in the repository explains the words, `docs/architecture.md` the modules.
//!
//! ```no_run
//! # async fn example() -> Result<(), crm_sandbox::SandboxError> {
//! use crm_sandbox::{Sandbox, SandboxOptions};
//!
//! let sandbox = Sandbox::start(SandboxOptions::new("/tmp/crm")).await?;
//! println!("the CRM is at {}", sandbox.base_url());
//! for customer in sandbox.customers().await? {
//!     println!("{} {}", customer.id, customer.email);
//! }
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod options;
mod sandbox;

mod account;
mod misbehaviour;
mod request_log;
mod stored;

mod laravel;
mod php;
mod rules;
mod store;

mod app;
mod create;
mod created;
mod page;
mod routes;
mod server;

pub use account::FieldsAnswer;
pub use misbehaviour::{Misbehaviour, PlannedAnswer};
pub use options::{PhotoRule, SandboxOptions};
pub use php::limits::PhpLimits;
pub use request_log::{Endpoint, RecordedPart, RecordedRequest};
pub use sandbox::{Sandbox, SandboxError};
pub use stored::{BusinessInformation, StoredCustomer, StoredField, StoredFile};
