//! The JSON cases that the tests of all sides read: native, in the browser, and of the sandbox (feature `fixtures`).
//!
//! The cases are JSON files in `fixtures/`. The crate embeds them, because a test in the browser has no file system.
//!
//! - [`configs`]: the CRM's raw field configurations, and the result of reading them.
//! - [`entries`]: entries, their problems, and the parts to send.
//! - [`answers`]: the CRM's answers, and their meaning.
//! - [`paths`]: bracket keys and dotted paths, and spellings that are refused.
//!
//! [`verdicts`] are not in `fixtures/`: each run of the component tests generates new ones.

use serde::Deserialize;
use serde_json::value::RawValue;

pub mod answers;
pub mod configs;
pub mod entries;
pub mod paths;
mod spelled;
pub mod verdicts;

/// A body from the CRM: JSON with its original spelling, or any other text.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// A JSON value with the white space and the spelling of numbers of the fixture.
    Json(Box<RawValue>),
    /// Any other text: HTML, incomplete JSON, or an empty body.
    Text(String),
}

impl Sent {
    /// The text of the body.
    pub fn text(&self) -> &str {
        match self {
            Self::Json(value) => value.get(),
            Self::Text(text) => text,
        }
    }
}
