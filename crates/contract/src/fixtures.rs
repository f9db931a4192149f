//! The cases that every side's tests read: native, in the browser, and the sandbox's (feature `fixtures`).
//!
//! They are JSON in `fixtures/`, carried inside the crate, because a test in the browser has no file system.
//!
//! - [`configs`]: the CRM's raw field configurations, and what becomes of them.
//! - [`entries`]: what somebody filled in, what is wrong with it, and the parts to send.
//! - [`answers`]: the CRM's answers, and what they mean.
//! - [`paths`]: bracket keys and dotted paths, and spellings that are refused.
//!
//! [`verdicts`] are not in `fixtures/`: each run of the component tests has others.

use serde::Deserialize;
use serde_json::value::RawValue;

pub mod answers;
pub mod configs;
pub mod entries;
pub mod paths;
mod spelled;
pub mod verdicts;

/// A body as the CRM sent it: JSON, kept as it is spelled, or any other text.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// A JSON value, with the fixture's own white space and spelling of numbers.
    Json(Box<RawValue>),
    /// Anything else: HTML, JSON that breaks off, nothing.
    Text(String),
}

impl Sent {
    /// The body.
    pub fn text(&self) -> &str {
        match self {
            Self::Json(value) => value.get(),
            Self::Text(text) => text,
        }
    }
}
