//! Makes sure that one filled form creates at most one customer, also if the visitor clicks twice, loses the
//! connection, or reloads the page, and if the proxy restarts.
//!
//! A submission carries an idempotency key that the form made once. Before the submission is sent to the CRM, the proxy
//! writes an [`IdempotencyRecord`] to the [store](crate::store). The record is made of the key and the content. Later
//! requests with the same key are answered from the record. The key itself is not stored, and without the key nothing
//! in the store can be read.
//!
//! [`IdempotencyRecord`]: crate::store::IdempotencyRecord

mod content;
mod key;
mod ledger;
mod seal;

pub(crate) use content::ContentDigest;
pub(crate) use key::{IdempotencyKey, InvalidKey};
pub(crate) use ledger::{Claim, Completion, IdempotentRequest, Ledger, Replay};
