//! One filled form makes at most one customer: whatever is clicked twice, lost, reloaded or restarted.
//!
//! A submission carries a key that its form made once. The key, and what was submitted, become a [`IdempotencyRecord`] in the
//! [store](crate::store) before anything is sent to the CRM; whatever comes with the same key after that is answered
//! from the record. The key itself is nowhere stored, and without it nothing in the store can be read.
//!
//! [`IdempotencyRecord`]: crate::store::IdempotencyRecord

mod content;
mod key;
mod ledger;
mod seal;

pub(crate) use content::ContentDigest;
pub(crate) use key::{IdempotencyKey, InvalidKey};
pub(crate) use ledger::{Claim, Completion, IdempotentRequest, Ledger, Replay};
