//! The CRM's answer to `GET /api/custom-fields`.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::field::read_field;
use super::raw::{self, Members, Raw};
use super::{Warning, WarningKind};
use crate::CustomField;

/// The largest size of a field configuration, in bytes: 5,000 fields with about 800 bytes each.
pub const MAX_CONFIG_BYTES: usize = 4 << 20;

/// The largest number of fields in a configuration. It is ten times the number that PHP accepts in one submission.
pub const MAX_FIELDS: usize = 5_000;

/// The error for an answer of the CRM that is not a field configuration.
///
/// ```
/// use customer_form_contract::crm::{InvalidConfig, parse_fields};
/// assert_eq!(parse_fields(b"<html>"), Err(InvalidConfig::Html));
/// assert_eq!(InvalidConfig::NoData.to_string(), "the field configuration has no list called `data`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidConfig {
    /// The answer has more than [`MAX_CONFIG_BYTES`].
    #[error("the field configuration has {actual} bytes, more than {max_bytes}")]
    TooLarge {
        /// The largest number of bytes.
        max_bytes: usize,
        /// The number of bytes of the answer.
        actual: usize,
    },
    /// The answer is an HTML page, usually an error page or a login page.
    #[error("the CRM answered with an HTML page instead of the field configuration")]
    Html,
    /// The answer is empty.
    #[error("the CRM answered with an empty body instead of the field configuration")]
    Empty,
    /// The answer is not JSON.
    #[error("the field configuration is not JSON (line {line}, column {column})")]
    NotJson {
        /// The line of the first error. The first line is 1.
        line: usize,
        /// The column of the first error.
        column: usize,
    },
    /// The answer is JSON, but it has no list called `data`.
    #[error("the field configuration has no list called `data`")]
    NoData,
    /// The list has more than [`MAX_FIELDS`] fields.
    #[error("the field configuration has {actual} fields, more than {max}")]
    TooManyFields {
        /// The largest number of fields.
        max: usize,
        /// The number of fields of the answer.
        actual: usize,
    },
}

/// An account's custom fields, with warnings about the irregularities of their JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedFields {
    /// The usable fields in the order of the CRM, but the fields of one group are next to each other.
    pub fields: Vec<CustomField>,
    /// The irregularities that were corrected or left out.
    pub warnings: Vec<Warning>,
}

/// Reads the CRM's field configuration and corrects every known irregularity of its JSON.
///
/// ```
/// use customer_form_contract::{FieldId, crm::parse_fields};
/// let body = br#"{"data": [{"id": "52", "type": 1, "name": "Department", "key": "department", "required": 1}]}"#;
/// let parsed = parse_fields(body).unwrap();
/// assert_eq!(parsed.fields[0].id, FieldId(52));
/// assert!(parsed.fields[0].required);
/// ```
///
/// # Errors
/// The body is not a field configuration, or it is larger than [`MAX_CONFIG_BYTES`] or [`MAX_FIELDS`].
pub fn parse_fields(body: &[u8]) -> Result<ParsedFields, InvalidConfig> {
    if body.len() > MAX_CONFIG_BYTES {
        return Err(InvalidConfig::TooLarge { max_bytes: MAX_CONFIG_BYTES, actual: body.len() });
    }
    let body = raw::trimmed(body);
    match body.first() {
        None => return Err(InvalidConfig::Empty),
        Some(b'<') => return Err(InvalidConfig::Html),
        Some(_) => {}
    }
    let root: Raw<'_> = serde_json::from_slice(body)
        .map_err(|error| InvalidConfig::NotJson { line: error.line(), column: error.column() })?;
    let data = Members::of(root).get("data").ok_or(InvalidConfig::NoData)?;
    let entries: Vec<Raw<'_>> = serde_json::from_str(data.get()).map_err(|_| InvalidConfig::NoData)?;
    if entries.len() > MAX_FIELDS {
        return Err(InvalidConfig::TooManyFields { max: MAX_FIELDS, actual: entries.len() });
    }

    let mut parsed = ParsedFields::default();
    let mut kept = HashSet::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let members = Members::of(entry);
        let id = members.get("id").and_then(raw::text);
        let mut warn = |kind| {
            let mut same_entry = parsed.warnings.iter().rev().take_while(|warning| warning.index == index);
            if !same_entry.any(|warning| warning.kind == kind) {
                parsed.warnings.push(Warning { index, id: id.as_deref().map(shortened), kind });
            }
        };
        if !raw::is_object(entry) {
            warn(WarningKind::NotAField);
            continue;
        }
        let Some(id) = id.as_deref().and_then(|id| id.parse().ok()) else {
            warn(WarningKind::UnusableId);
            continue;
        };
        if kept.contains(&id) {
            warn(WarningKind::DuplicateId);
            continue;
        }
        if let Some(field) = read_field(id, &members, &mut warn) {
            kept.insert(id);
            parsed.fields.push(field);
        }
    }
    group(&mut parsed.fields);
    Ok(parsed)
}

/// The first 40 characters of an id. Warnings with the id go into logs, and the CRM may send an id of any length.
fn shortened(id: &str) -> String {
    id.chars().take(40).collect()
}

/// Moves all fields of a group to the place of the group's first field. The order of the other fields stays the same.
fn group(fields: &mut Vec<CustomField>) {
    let mut first_of = HashMap::new();
    for (index, field) in fields.iter().enumerate() {
        if let Some(group) = &field.group {
            first_of.entry(group.clone()).or_insert(index);
        }
    }
    let mut placed: Vec<_> = std::mem::take(fields).into_iter().enumerate().collect();
    placed.sort_by_key(|(index, field)| {
        field.group.as_ref().and_then(|group| first_of.get(group)).copied().unwrap_or(*index)
    });
    fields.extend(placed.into_iter().map(|(_, field)| field));
}
