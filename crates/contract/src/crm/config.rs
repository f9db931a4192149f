//! The answer to `GET /api/custom-fields`.

use std::collections::HashSet;

use serde_json::value::RawValue;
use thiserror::Error;

use super::raw::{self, Members, Raw};
use super::{Warning, WarningKind, formats};
use crate::{CustomField, FieldId, FieldKind, FileRule};

/// The largest configuration that is read: 5,000 fields of some 800 bytes each.
pub const MAX_CONFIG_BYTES: usize = 4 << 20;

/// The most fields of a configuration; ten times what PHP takes of one submission.
pub const MAX_FIELDS: usize = 5_000;

/// The CRM's answer is no field configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidConfig {
    /// More than [`MAX_CONFIG_BYTES`].
    #[error("the field configuration has {actual} bytes, more than {max_bytes}")]
    TooLarge {
        /// The most bytes.
        max_bytes: usize,
        /// As many as came.
        actual: usize,
    },
    /// An HTML page, usually an error page or a login page.
    #[error("the CRM answered with an HTML page instead of the field configuration")]
    Html,
    /// Nothing at all.
    #[error("the CRM answered with an empty body instead of the field configuration")]
    Empty,
    /// Not JSON.
    #[error("the field configuration is not JSON (line {line}, column {column})")]
    NotJson {
        /// The line of the first error, counted from 1.
        line: usize,
        /// Its column.
        column: usize,
    },
    /// JSON without a list called `data`.
    #[error("the field configuration has no list called `data`")]
    NoData,
    /// More than [`MAX_FIELDS`].
    #[error("the field configuration has {actual} fields, more than {max}")]
    TooManyFields {
        /// The most fields.
        max: usize,
        /// As many as came.
        actual: usize,
    },
}

/// An account's custom fields, with what was odd about their description.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParsedFields {
    /// The usable fields in their order, fields of one group next to each other.
    pub fields: Vec<CustomField>,
    /// What was left out or mended.
    pub warnings: Vec<Warning>,
}

/// Reads the CRM's field configuration with every quirk that is known of it.
///
/// ```
/// use customer_form_contract::{FieldId, crm::parse_fields};
/// let body = br#"{"data": [{"id": "52", "type": 1, "name": "Department", "key": "department", "required": 1}]}"#;
/// let parsed = parse_fields(body).unwrap();
/// assert_eq!(parsed.fields[0].id, FieldId(52));
/// assert!(parsed.fields[0].required);
/// ```
pub fn parse_fields(body: &[u8]) -> Result<ParsedFields, InvalidConfig> {
    if body.len() > MAX_CONFIG_BYTES {
        return Err(InvalidConfig::TooLarge { max_bytes: MAX_CONFIG_BYTES, actual: body.len() });
    }
    // A byte order mark is what a PHP file saved by some editors puts before everything it prints.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii();
    match body.first() {
        None => return Err(InvalidConfig::Empty),
        Some(b'<') => return Err(InvalidConfig::Html),
        Some(_) => {}
    }
    let root: &RawValue = serde_json::from_slice(body)
        .map_err(|error| InvalidConfig::NotJson { line: error.line(), column: error.column() })?;
    let data = Members::of(root).get("data").ok_or(InvalidConfig::NoData)?;
    let entries: Vec<Raw<'_>> = serde_json::from_str(data.get()).map_err(|_| InvalidConfig::NoData)?;
    if entries.len() > MAX_FIELDS {
        return Err(InvalidConfig::TooManyFields { max: MAX_FIELDS, actual: entries.len() });
    }

    let mut parsed = ParsedFields::default();
    let mut seen = HashSet::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let members = Members::of(entry);
        let id = members.get("id").and_then(raw::text);
        let mut warn = |kind| parsed.warnings.push(Warning { index, id: id.as_deref().map(shortened), kind });
        if !raw::is_object(entry) {
            warn(WarningKind::NotAField);
            continue;
        }
        let Some(id) = id.as_deref().and_then(|id| id.parse().ok()) else {
            warn(WarningKind::UnusableId);
            continue;
        };
        if !seen.insert(id) {
            warn(WarningKind::DuplicateId);
            continue;
        }
        parsed.fields.extend(read_field(id, &members, &mut warn));
    }
    group(&mut parsed.fields);
    Ok(parsed)
}

/// An id goes into logs; nobody says that it is short.
fn shortened(id: &str) -> String {
    id.chars().take(40).collect()
}

fn read_field(id: FieldId, members: &Members<'_>, warn: &mut dyn FnMut(WarningKind)) -> Option<CustomField> {
    let text = |name| members.get(name).and_then(raw::present_text);
    let key = text("key").or_else(|| text("name"));
    let Some(key) = key else {
        warn(WarningKind::NoKey);
        return None;
    };
    let required = read_boolean(members.get("required"), warn);
    let fields = members.get("fields").map(Members::of).unwrap_or_default();
    let kind = match members.get("type").and_then(raw::integer) {
        Some(1) => FieldKind::Text,
        Some(5) => {
            let options = fields.get("options").map(|raw| read_options(raw, warn)).unwrap_or_default();
            if options.is_empty() {
                warn(if required { WarningKind::RequiredWithoutOptions } else { WarningKind::NoOptions });
                if !required {
                    return None;
                }
            }
            FieldKind::Select { options }
        }
        Some(7) => FieldKind::TextArea,
        Some(9) => FieldKind::Files(read_file_rule(fields.get("fileConfig"), warn)),
        _ => {
            warn(WarningKind::UnknownType);
            FieldKind::Text
        }
    };
    Some(CustomField {
        id,
        label: text("name").unwrap_or_else(|| key.clone()),
        key,
        description: text("description"),
        placeholder: text("placeholder"),
        required,
        group: text("group"),
        kind,
    })
}

fn read_boolean(raw: Option<Raw<'_>>, warn: &mut dyn FnMut(WarningKind)) -> bool {
    let Some(raw) = raw else { return false };
    raw::boolean(raw).unwrap_or_else(|| {
        warn(WarningKind::UnusableBoolean);
        false
    })
}

fn read_options(raw: Raw<'_>, warn: &mut dyn FnMut(WarningKind)) -> Vec<String> {
    let mut options = Vec::new();
    let mut seen = HashSet::new();
    for raw in raw::values(raw).unwrap_or_default() {
        // `[null]` is how the CRM writes "no options"; nothing is wrong with it.
        if raw::is_null(raw) {
            continue;
        }
        match raw::present_text(raw) {
            Some(option) if !option.contains('\0') && seen.insert(option.clone()) => options.push(option),
            _ => warn(WarningKind::UnusableOption),
        }
    }
    options
}

/// Without a `fileConfig` a field takes one file of any format.
fn read_file_rule(raw: Option<Raw<'_>>, warn: &mut dyn FnMut(WarningKind)) -> FileRule {
    let members = raw.map(Members::of).unwrap_or_default();
    let formats = members.get("acceptFile").map(|raw| read_formats(raw, warn)).unwrap_or_default();
    let max_files = members.get("maxFiles").and_then(|raw| {
        let max = raw::integer(raw);
        if max.is_none() {
            warn(WarningKind::UnusableMaxFiles);
        }
        // 0 means that no number was set (API notes).
        max.filter(|max| *max > 0)
    });
    let multiple = match members.get("allowMultiple") {
        Some(raw) => read_boolean(Some(raw), warn),
        // Nothing says whether several files go; a number above one does.
        None => max_files.is_some_and(|max| max > 1),
    };
    FileRule { formats, max_files: if multiple { max_files } else { Some(1) } }
}

fn read_formats(raw: Raw<'_>, warn: &mut dyn FnMut(WarningKind)) -> Vec<String> {
    let entries = match raw::values(raw) {
        Some(values) => values,
        None => vec![raw],
    };
    let mut all: Vec<String> = Vec::new();
    for entry in entries.into_iter().filter(|entry| !raw::is_null(entry)) {
        let Some(entry) = raw::text(entry) else {
            warn(WarningKind::UnusableFormat);
            continue;
        };
        let Some(found) = formats::split(&entry) else { return Vec::new() };
        if found.is_empty() {
            warn(WarningKind::UnusableFormat);
        }
        for format in found {
            if !formats::is_usable(format) {
                warn(WarningKind::UnusableFormat);
            } else if !all.iter().any(|known| known.eq_ignore_ascii_case(format)) {
                all.push(format.to_owned());
            }
        }
    }
    all
}

/// Brings fields of one group together, where the group's first field stands; otherwise the order stays.
fn group(fields: &mut Vec<CustomField>) {
    let mut first_of = std::collections::HashMap::new();
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
