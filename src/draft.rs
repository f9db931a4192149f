//! The draft: the values that the visitor entered, with one signal for each field. The draft is separate from the
//! phase, so that no failure deletes the values.

mod email;
mod field;
mod picked;
mod sanitize;
mod task;

use customer_form_contract::{
    CustomField, CustomPart, CustomValue, Entry, FieldKind, FieldPath, FieldProblem, FixedField, FormConfig,
    PermissionSet, PhotoRule, Report, rules, validate,
};
use leptos::prelude::*;

pub(crate) use field::{FieldState, FilesField, TextField};
pub(crate) use picked::path_of;
pub(crate) use picked::{FileReading, PickedFile};
use sanitize::TextKind;
pub(crate) use task::spawn;

/// The values of a form. The fields are in the order in which they are shown.
pub(crate) struct Draft {
    /// The form configuration.
    pub(crate) config: FormConfig,
    texts: Vec<(FieldPath, TextField)>,
    files: Vec<(FieldPath, FilesField)>,
    /// The chosen permissions.
    pub(crate) permissions: RwSignal<PermissionSet>,
    /// Whether the visitor has tried to submit. From then on every field shows its problems.
    pub(crate) tried: RwSignal<bool>,
}

/// Returns the path of the field that shows a problem. The problem of a single file is shown at its field. `None`: no
/// field shows the problem, only the summary does.
pub(crate) fn shown_at(path: FieldPath, config: &FormConfig) -> Option<FieldPath> {
    match path {
        FieldPath::Custom(id, _) => config.field(id).map(CustomField::path),
        FieldPath::Fixed(FixedField::Photo) if config.photo == PhotoRule::Off => None,
        FieldPath::Form => None,
        FieldPath::Permissions | FieldPath::PermissionsOf(_) | FieldPath::Permission(_) => {
            (!config.offered.is_empty()).then_some(FieldPath::Permissions)
        }
        path => Some(path),
    }
}

impl Draft {
    /// Creates an empty draft.
    pub(crate) fn new(config: FormConfig) -> Self {
        let kind = |field| if field == FixedField::Email { TextKind::Email } else { TextKind::Line };
        let fixed = FixedField::TEXTS.iter().copied();
        let mut texts: Vec<_> =
            fixed.map(|field| (FieldPath::Fixed(field), TextField::new(kind(field)))).collect();
        let mut files = Vec::new();
        if config.photo != PhotoRule::Off {
            files.push((FieldPath::Fixed(FixedField::Photo), FilesField::new()));
        }
        for field in &config.fields {
            let path = field.path();
            let kind = match field.kind {
                FieldKind::Files(_) => {
                    files.push((path, FilesField::new()));
                    continue;
                }
                FieldKind::Text => TextKind::Line,
                FieldKind::Select { .. } => TextKind::Choice,
                FieldKind::TextArea => TextKind::Area,
            };
            texts.push((path, TextField::new(kind)));
        }
        Self { config, texts, files, permissions: RwSignal::default(), tried: RwSignal::default() }
    }

    /// Returns the text field at that path.
    pub(crate) fn text(&self, path: FieldPath) -> Option<TextField> {
        self.texts.iter().find(|(at, _)| *at == path).map(|(_, field)| *field)
    }

    /// Returns the file field at that path.
    pub(crate) fn files(&self, path: FieldPath) -> Option<FilesField> {
        self.files.iter().find(|(at, _)| *at == path).map(|(_, field)| *field)
    }

    /// Returns the path of each control.
    pub(crate) fn paths(&self) -> impl Iterator<Item = FieldPath> {
        let texts = self.texts.iter().map(|(path, _)| *path);
        let files = self.files.iter().map(|(path, _)| *path);
        texts
            .chain(files)
            .chain(self.config.offered.iter().map(|permission| FieldPath::Permission(*permission)))
    }

    /// Returns the file at a part's path.
    pub(crate) fn file(&self, path: FieldPath) -> Option<web_sys::File> {
        let (field, index) = match path {
            FieldPath::Custom(id, CustomPart::File(index)) => {
                (FieldPath::Custom(id, CustomPart::Files), usize::try_from(index).ok()?)
            }
            path => (path, 0),
        };
        self.files(field)?.list.with_untracked(|list| list.get(index).map(|picked| picked.file.clone()))
    }

    /// Fills in values by path, unless the visitor has typed into the field. Ignores fields that this form does not
    /// have or that take no text, and texts that are not an option of a select.
    pub(crate) fn prefill(&self, values: &[(FieldPath, String)]) {
        for (path, text) in values {
            if let Some(field) = self.text(*path).filter(|_| self.takes(*path, text)) {
                field.prefill(text);
            }
        }
    }

    /// Returns the values that the visitor typed and chose, for [`Draft::restore`]. Values that the page filled in are
    /// not included. Of a file, only the name is included: a page cannot put a file back into its control.
    pub(crate) fn kept(&self) -> Vec<(FieldPath, String)> {
        let typed = self.texts.iter().filter(|(_, field)| field.state.with_untracked(|state| state.typed));
        let chosen = self.permissions.get_untracked().iter();
        let mut kept: Vec<_> = typed
            .map(|(path, field)| (*path, field.value.get_untracked()))
            .chain(chosen.map(|permission| (FieldPath::Permission(permission), "1".to_owned())))
            .collect();
        for (path, field) in &self.files {
            field
                .list
                .with_untracked(|list| kept.extend(list.iter().map(|picked| (*path, picked.file.name()))));
        }
        kept
    }

    /// Restores the values of an earlier visit, as far as this form still has their fields. A file appears with its
    /// name, and the visitor has to choose it again.
    pub(crate) fn restore(&self, kept: &[(FieldPath, String)]) {
        for (path, text) in kept {
            match path {
                FieldPath::Permission(permission) if self.config.offered.contains(permission) => {
                    self.permissions.update(|chosen| {
                        chosen.insert(*permission);
                    });
                }
                path => {
                    if let Some(field) = self.text(*path).filter(|_| self.takes(*path, text)) {
                        field.set(text.clone());
                    }
                    if let Some(field) = self.files(*path) {
                        field.lose(text);
                    }
                }
            }
        }
    }

    /// Whether a field accepts a text: a select accepts only its options and the empty text.
    fn takes(&self, path: FieldPath, text: &str) -> bool {
        match path.field_id().and_then(|id| self.config.field(id)).map(|field| &field.kind) {
            Some(FieldKind::Select { options }) => {
                text.is_empty() || options.iter().any(|option| option == text)
            }
            _ => true,
        }
    }

    /// Takes over the values of the draft before the form configuration changed, as far as this form still has their
    /// fields.
    pub(crate) fn take_over(&self, before: &Self) {
        for (path, field) in &self.texts {
            if let Some(known) = before.text(*path) {
                let text = known.value.get_untracked();
                if self.takes(*path, &text) {
                    field.value.set(field.sanitize(text));
                    field.state.set(known.state.get_untracked());
                }
            }
        }
        for (path, field) in &self.files {
            if let Some(known) = before.files(*path) {
                field.list.set(known.list.get_untracked());
                field.state.set(known.state.get_untracked());
            }
        }
        let chosen = before.permissions.get_untracked();
        self.permissions
            .set(chosen.iter().filter(|permission| self.config.offered.contains(permission)).collect());
        self.tried.set(before.tried.get_untracked());
    }

    /// Returns the fields that are new or different since `before`.
    pub(crate) fn changed_fields_since(&self, before: &Self) -> impl Iterator<Item = FieldPath> {
        let (now, then) = (&self.config, &before.config);
        let photo = (now.photo != PhotoRule::Off && now.photo != then.photo)
            .then_some(FieldPath::Fixed(FixedField::Photo));
        let offered =
            (!now.offered.is_empty() && now.offered != then.offered).then_some(FieldPath::Permissions);
        let fields =
            now.fields.iter().filter(|field| then.field(field.id) != Some(field)).map(CustomField::path);
        photo.into_iter().chain(fields).chain(offered)
    }

    /// Empties every field and resets its state.
    pub(crate) fn clear(&self) {
        for (_, field) in &self.texts {
            field.clear();
        }
        for (_, field) in &self.files {
            field.clear();
        }
        self.permissions.set(PermissionSet::default());
        self.tried.set(false);
    }

    /// Returns the current values.
    pub(crate) fn entry(&self) -> Entry {
        let mut entry = Entry { permissions: self.permissions.get_untracked(), ..Entry::default() };
        for (path, field) in &self.texts {
            let text = field.value.get_untracked();
            match path {
                FieldPath::Fixed(field) => entry.fixed.set(*field, on_the_wire(*field, text)),
                FieldPath::Custom(id, _) if !text.is_empty() => {
                    entry.custom.insert(*id, CustomValue::Text(text));
                }
                _ => {}
            }
        }
        for (path, field) in &self.files {
            let mut list =
                field.list.with_untracked(|list| list.iter().map(PickedFile::info).collect::<Vec<_>>());
            match path {
                FieldPath::Fixed(FixedField::Photo) => entry.photo = list.pop(),
                FieldPath::Custom(id, _) if !list.is_empty() => {
                    entry.custom.insert(*id, CustomValue::Files(list));
                }
                _ => {}
            }
        }
        entry
    }

    /// Returns all current problems: the validator's report, and files that the visitor's system no longer lets the
    /// page read.
    pub(crate) fn report(&self) -> Report {
        let mut report = validate(&self.config, &self.entry());
        for (path, field) in &self.files {
            field.list.with_untracked(|list| {
                report.0.retain(|(at, _)| !picked::is_unreadable_at(list, *path, *at));
                report.0.extend(picked::unreadable(list, *path));
            });
        }
        report
    }

    /// Returns the problems of the form as a whole, for example if all files together are too large. Tracks every text
    /// and file field.
    pub(crate) fn check_whole(&self) -> Vec<(FieldPath, FieldProblem)> {
        for (_, field) in &self.texts {
            field.value.track();
        }
        for (_, field) in &self.files {
            field.list.track();
        }
        let mut report = self.report().0;
        report.retain(|(path, _)| shown_at(*path, &self.config).is_none());
        report
    }

    /// Reads every chosen file again, because it may have been changed, moved or deleted. A file that is small enough
    /// to be sent is read completely.
    pub(crate) async fn reread_files(&self) {
        for (_, field) in &self.files {
            field.settle(self.config.limits.body_bytes).await;
        }
    }

    /// Marks every field as unchanged since the last answer.
    pub(crate) fn mark_answered(&self) {
        let states = self.texts.iter().map(|(_, field)| field.state);
        for state in states.chain(self.files.iter().map(|(_, field)| field.state)) {
            if state.with_untracked(|state| state.changed) {
                state.update(|state| state.changed = false);
            }
        }
    }

    /// Returns the problem of a text in the field at that path.
    pub(crate) fn check_text(&self, path: FieldPath, text: &str) -> Option<FieldProblem> {
        match path {
            FieldPath::Fixed(field) => field.check(&on_the_wire(field, text.to_owned())),
            FieldPath::Custom(id, _) => {
                let field = self.config.field(id)?;
                rules::check_text(&field.kind, field.required, &self.config.limits, text)
            }
            _ => None,
        }
    }

    /// Returns the problems of a field's files.
    pub(crate) fn check_files(&self, path: FieldPath, list: &[PickedFile]) -> Vec<(FieldPath, FieldProblem)> {
        let mut found = Vec::new();
        let infos: Vec<_> = list.iter().map(PickedFile::info).collect();
        match path {
            FieldPath::Custom(id, _) => {
                if let Some(field) = self.config.field(id) {
                    let value = CustomValue::Files(infos);
                    rules::check_custom(field, &self.config.limits, Some(&value), &mut |path, problem| {
                        found.push((path, problem));
                    });
                }
            }
            _ => found.extend(
                rules::photo::check(self.config.photo, &self.config.limits, infos.first())
                    .map(|problem| (FieldPath::Fixed(FixedField::Photo), problem)),
            ),
        }
        found.retain(|(at, _)| !picked::is_unreadable_at(list, path, *at));
        found.extend(picked::unreadable(list, path));
        found
    }
}

/// Returns the text of a fixed field as it is sent.
fn on_the_wire(field: FixedField, text: String) -> String {
    if field == FixedField::Email { email::on_the_wire(text) } else { text }
}
