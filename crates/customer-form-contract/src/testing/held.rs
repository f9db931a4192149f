//! Reduces arbitrary entries to the values that a browser can hold, so that tests can send them and type them.

use std::collections::HashSet;

use crate::rules::select;
use crate::{CustomValue, Entry, FieldKind, FixedField, FormConfig, PhotoRule};

/// Removes from the entry every value that the form has no control for, and changes line ends to those of a text
/// control. Each custom field occurs once in the returned form configuration, as in the result of `parse_fields`.
///
/// The text of a select stays, even if it is none of the options.
pub fn held(mut config: FormConfig, entry: Entry) -> (FormConfig, Entry) {
    let mut ids = HashSet::new();
    config.fields.retain(|field| ids.insert(field.id));
    let custom = entry.custom.into_iter().filter_map(|(id, value)| {
        let value = match (&config.field(id)?.kind, value) {
            (FieldKind::Files(_), CustomValue::Files(files)) => CustomValue::Files(files),
            // An option keeps its own line ends.
            (FieldKind::Select { options }, CustomValue::Text(text)) => {
                let is_option = select::chosen(&text, options).is_some();
                CustomValue::Text(if is_option { text } else { with_lf(&text) })
            }
            (FieldKind::Text | FieldKind::TextArea, CustomValue::Text(text)) => {
                CustomValue::Text(with_lf(&text))
            }
            (FieldKind::Files(_), CustomValue::Text(_)) | (_, CustomValue::Files(_)) => return None,
        };
        Some((id, value))
    });
    let entry = Entry {
        fixed: entry.fixed.iter().map(|(field, text)| (field, with_lf(text))).collect(),
        photo: entry.photo.filter(|_| config.photo != PhotoRule::Off),
        custom: custom.collect(),
        permissions: entry.permissions.iter().filter(|chosen| config.offered.contains(chosen)).collect(),
    };
    (config, entry)
}

/// Like [`held`], and single-line controls have a single line: HTML's value sanitization removes the line ends.
pub fn typed(config: FormConfig, entry: Entry) -> (FormConfig, Entry) {
    let (config, mut entry) = held(config, entry);
    let line = |(field, text)| {
        let text = in_one_line(text);
        let is_email = field == FixedField::Email;
        (field, if is_email { text.trim_matches(|c: char| c.is_ascii_whitespace()).to_owned() } else { text })
    };
    entry.fixed = entry.fixed.iter().map(line).collect();
    for field in config.fields.iter().filter(|field| field.kind == FieldKind::Text) {
        if let Some(CustomValue::Text(text)) = entry.custom.get_mut(&field.id) {
            *text = in_one_line(text);
        }
    }
    (config, entry)
}

/// Replaces every line end by LF, as in the value of a text control.
pub fn with_lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn in_one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}
