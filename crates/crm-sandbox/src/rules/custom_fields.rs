//! Custom fields: each is checked against its definition in the account.

use super::input::{Given, given, is_blank, keys, trimmed};
use super::{NewField, NewFile};
use crate::account::definition::{FieldDefinition, FieldKind};
use crate::laravel::errors::ValidationErrors;
use crate::laravel::sentences::Broken;
use crate::php::form::PhpForm;

const MAP: &str = "custom_fields";

pub(super) fn check<'a>(
    form: &'a PhpForm,
    definitions: &[FieldDefinition],
    errors: &mut ValidationErrors,
) -> Vec<NewField<'a>> {
    match given(form, &[MAP]) {
        Given::Nothing | Given::Array => {}
        Given::Text(text) if is_blank(text) => {}
        Given::Text(_) | Given::File(_) => errors.add(MAP, Broken::Array),
    }
    let sent = keys(form, &[MAP]);
    for id in &sent {
        if definitions.iter().all(|definition| definition.id.to_string() != *id) {
            errors.add_found(format!("{MAP}.{id}"), Broken::In);
        }
    }
    let mut fields = Vec::new();
    for definition in definitions {
        let id = definition.id.to_string();
        let field = Field { form, id: &id, definition };
        let is_sent = sent.contains(&id.as_str());
        fields.extend(field.check(is_sent, errors));
    }
    fields
}

/// One custom field of one form.
struct Field<'a, 'd> {
    form: &'a PhpForm,
    id: &'d str,
    definition: &'d FieldDefinition,
}

impl<'a> Field<'a, '_> {
    fn check(&self, is_sent: bool, errors: &mut ValidationErrors) -> Option<NewField<'a>> {
        let key = if is_sent { self.key(errors) } else { None };
        let (value, files) = match &self.definition.kind {
            FieldKind::Text => (self.text(None, errors), Vec::new()),
            FieldKind::Select { options } => (self.text(Some(options), errors), Vec::new()),
            FieldKind::Files { extensions, max_files } => {
                (self.no_text(errors), self.files(extensions, *max_files, errors))
            }
        };
        let formats = self.formats(errors);
        Some(NewField { field_id: self.definition.id, key: key?, value, formats, files })
    }

    /// Checks the key. It must be the key of the field with this id.
    fn key(&self, errors: &mut ValidationErrors) -> Option<&'a str> {
        match self.given(&["key"]) {
            Given::Nothing => errors.add(self.path("key"), Broken::Required),
            Given::Text(key) if is_blank(key) => errors.add(self.path("key"), Broken::Required),
            Given::Text(key) if self.definition.key.as_deref().is_none_or(|own| own == key) => {
                return Some(key);
            }
            _ => errors.add(self.path("key"), Broken::In),
        }
        None
    }

    fn text(&self, options: Option<&[String]>, errors: &mut ValidationErrors) -> Option<&'a str> {
        if !matches!(self.given(&["file_upload"]), Given::Nothing) {
            errors.add(self.path("file_upload"), Broken::Prohibited);
        }
        let value = match self.given(&["value"]) {
            Given::Nothing => None,
            Given::Text(value) => Some(value),
            Given::File(_) | Given::Array => {
                errors.add(self.path("value"), Broken::String);
                return None;
            }
        };
        let is_option = |value| options.is_none_or(|options| options.iter().any(|one| trimmed(one) == value));
        match value.map(trimmed).filter(|value| !value.is_empty()) {
            None if self.definition.required => errors.add(self.path("value"), Broken::Required),
            Some(value) if !is_option(value) => errors.add(self.path("value"), Broken::In),
            None | Some(_) => {}
        }
        value
    }

    fn no_text(&self, errors: &mut ValidationErrors) -> Option<&'a str> {
        if !matches!(self.given(&["value"]), Given::Nothing) {
            errors.add(self.path("value"), Broken::Prohibited);
        }
        None
    }

    fn files(
        &self,
        extensions: &[String],
        max_files: Option<usize>,
        errors: &mut ValidationErrors,
    ) -> Vec<NewFile<'a>> {
        const LIST: &str = "file_upload.files";
        if matches!(self.given(&["file_upload", "files"]), Given::Text(_) | Given::File(_)) {
            errors.add(self.path(LIST), Broken::Array);
            return Vec::new();
        }
        let mut files = Vec::new();
        let mut sent = 0;
        for index in keys(self.form, &[MAP, self.id, "file_upload", "files"]) {
            let path = self.path(&format!("{LIST}.{index}"));
            match self.given(&["file_upload", "files", index]) {
                Given::Nothing => continue,
                Given::Text(text) if is_blank(text) => continue,
                Given::Text(_) | Given::Array => errors.add_found(path, Broken::File),
                Given::File(upload) => match &upload.content {
                    Err(_) => errors.add_found(path, Broken::Uploaded),
                    Ok(_) if !is_accepted(&upload.name, extensions) => {
                        errors.add_found(path, Broken::Extensions(extensions));
                    }
                    Ok(content) => files.push(NewFile { upload, content }),
                },
            }
            sent += 1;
        }
        match max_files {
            _ if sent == 0 && self.definition.required => errors.add(self.path(LIST), Broken::Required),
            Some(max) if sent > max => errors.add(self.path(LIST), Broken::MaxItems(max)),
            _ => {}
        }
        files
    }

    fn formats(&self, errors: &mut ValidationErrors) -> Vec<&'a str> {
        let mut formats = Vec::new();
        for index in keys(self.form, &[MAP, self.id, "file_upload", "formats"]) {
            match self.given(&["file_upload", "formats", index]) {
                Given::Text(format) => formats.push(format),
                _ => errors.add_found(self.path(&format!("file_upload.formats.{index}")), Broken::String),
            }
        }
        formats
    }

    fn given(&self, members: &[&str]) -> Given<'a> {
        given(self.form, &[&[MAP, self.id], members].concat())
    }

    fn path(&self, member: &str) -> String {
        format!("{MAP}.{}.{member}", self.id)
    }
}

/// Whether the field's list has the extension of the file, ignoring case; an empty list accepts every file.
fn is_accepted(name: &str, extensions: &[String]) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extensions.is_empty() || extension.is_some_and(|extension| extensions.contains(&extension))
}
