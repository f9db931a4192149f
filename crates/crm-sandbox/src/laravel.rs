//! The parts of an answer that Laravel itself adds: error bodies with Laravel's wording, and JSON only for clients
//! that ask for JSON.

pub(crate) mod accept;
pub(crate) mod answers;
pub(crate) mod errors;
pub(crate) mod sentences;
