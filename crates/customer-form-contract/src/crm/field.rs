//! Reads one element of the CRM's field configuration.

use std::collections::HashSet;

use super::raw::{self, Members, Raw};
use super::{WarningKind, formats};
use crate::text::with_lf;
use crate::{CustomField, FieldId, FieldKind, FileRule};

/// Reads a field. `None`, together with a warning, if a visitor could not fill in the field.
pub(super) fn read_field(
    id: FieldId,
    members: &Members<'_>,
    warn: &mut dyn FnMut(WarningKind),
) -> Option<CustomField> {
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
        // The CRM writes `[null]` for "no options". This is not an irregularity.
        if raw::is_null(raw) {
            continue;
        }
        match raw::present_text(raw) {
            Some(option) if !option.contains('\0') && seen.insert(with_lf(&option).collect::<Vec<_>>()) => {
                options.push(option);
            }
            _ => warn(WarningKind::UnusableOption),
        }
    }
    options
}

/// Reads `fileConfig`. A field without a `fileConfig` takes one file of any format.
fn read_file_rule(raw: Option<Raw<'_>>, warn: &mut dyn FnMut(WarningKind)) -> FileRule {
    let members = raw.map(Members::of).unwrap_or_default();
    let formats = members.get("acceptFile").map(|raw| read_formats(raw, warn)).unwrap_or_default();
    let max_files = members.get("maxFiles").and_then(|raw| {
        let max = raw::integer(raw);
        if max.is_none() {
            warn(WarningKind::UnusableMaxFiles);
        }
        // 0 means that the CRM has no largest number (API notes).
        max.filter(|max| *max > 0)
    });
    let multiple = match members.get("allowMultiple") {
        Some(raw) => read_boolean(Some(raw), warn),
        // Without `allowMultiple`, the field takes several files only if `maxFiles` is more than one.
        None => max_files.is_some_and(|max| max > 1),
    };
    FileRule { formats, max_files: if multiple { max_files } else { Some(1) } }
}

fn read_formats(raw: Raw<'_>, warn: &mut dyn FnMut(WarningKind)) -> Vec<String> {
    let entries = match raw::values(raw) {
        Some(values) => values,
        None => vec![raw],
    };
    let mut all = Vec::new();
    let mut seen = HashSet::new();
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
            } else if seen.insert(format.to_ascii_lowercase()) {
                all.push(format.to_owned());
            }
        }
    }
    all
}
