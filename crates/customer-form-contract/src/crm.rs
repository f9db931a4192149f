//! Reads the CRM's answers. Only the proxy uses this module (feature `crm`).

mod answer;
mod config;
mod field;
mod formats;
mod raw;
mod sentence;
mod warning;

pub use answer::{AnswerFailure, CrmAnswer, read_answer};
pub use config::{InvalidConfig, MAX_CONFIG_BYTES, MAX_FIELDS, ParsedFields, parse_fields};
pub use warning::{Warning, WarningKind};
