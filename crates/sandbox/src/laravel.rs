//! What Laravel puts around an application: error bodies in its words, and JSON only for those who ask.

pub(crate) mod accept;
pub(crate) mod answers;
pub(crate) mod errors;
pub(crate) mod sentences;
