//! What of an entry a browser can hold, so that entries of which nothing is known can be sent, and typed.

use std::collections::HashSet;

use crate::rules::select;
use crate::{CustomValue, Entry, FieldKind, FixedField, FormConfig, PhotoRule};

/// The entry without everything that the form has no place for, and with line ends as a control has them; and the form
/// with each custom field once, as `parse_fields` leaves it.
///
/// A select's text stays also if it is none of the options.
pub fn held(mut config: FormConfig, entry: Entry) -> (FormConfig, Entry) {
    let mut ids = HashSet::new();
    config.fields.retain(|field| ids.insert(field.id));
    let custom = entry.custom.into_iter().filter_map(|(id, value)| {
        let value = match (&config.field(id)?.kind, value) {
            (FieldKind::Files(_), CustomValue::Files(files)) => CustomValue::Files(files),
            // An option keeps the line ends that it has.
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

/// The same, and one line where a control has one line, as HTML's value sanitization leaves it.
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

/// Every line end as the value of a text control has it.
pub fn with_lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn in_one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "")
}
