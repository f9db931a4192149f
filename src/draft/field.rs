//! One field of a draft.

use leptos::prelude::*;

use super::sanitize::{TextKind, sanitize};
use super::{FileReading, PickedFile, spawn};

/// The history of a field, which decides which of its problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldState {
    /// The visitor has entered and left the field.
    pub(crate) left: bool,
    /// The value has changed since the last answer of the proxy or the CRM.
    pub(crate) changed: bool,
    /// The visitor has changed the value. The page may replace values that it filled in, but not values that the
    /// visitor typed.
    pub(crate) typed: bool,
}

/// A field that takes text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextField {
    kind: TextKind,
    /// The text, as the control shows it.
    pub(crate) value: RwSignal<String>,
    /// The field's history.
    pub(crate) state: RwSignal<FieldState>,
}

/// A field that takes files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilesField {
    /// The chosen files.
    pub(crate) list: RwSignal<Vec<PickedFile>, LocalStorage>,
    /// The field's history.
    pub(crate) state: RwSignal<FieldState>,
    /// Toggles each time that more is known about the content of the files. `list` does not notify then, because a row
    /// that is built again would lose the focus.
    pub(crate) files_inspected: RwSignal<bool>,
}

impl TextField {
    pub(super) fn new(kind: TextKind) -> Self {
        Self { kind, value: RwSignal::default(), state: RwSignal::default() }
    }

    /// Returns the text as the control changes it.
    pub(super) fn sanitize(self, text: String) -> String {
        sanitize(self.kind, text)
    }

    /// Sets the text that the visitor typed.
    pub(crate) fn set(self, text: String) {
        self.value.set(self.sanitize(text));
        mark(self.state, FieldState { changed: true, typed: true, ..FieldState::default() });
    }

    /// Sets the text that the page fills in, unless the visitor has typed something.
    pub(super) fn prefill(self, text: &str) {
        if !self.state.with_untracked(|state| state.typed) {
            self.value.set(self.sanitize(text.to_owned()));
            mark(self.state, FieldState { changed: true, ..FieldState::default() });
        }
    }

    pub(super) fn clear(self) {
        self.value.set(String::new());
        self.state.set(FieldState::default());
    }
}

impl FilesField {
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::new_local(Vec::new()),
            state: RwSignal::default(),
            files_inspected: RwSignal::default(),
        }
    }

    /// Replaces the chosen files, and starts to read the new ones.
    pub(crate) fn set(self, list: Vec<PickedFile>) {
        // The problems of a chosen file are shown at once: the visitor may not leave the field before submitting.
        let left = !list.is_empty();
        self.list.set(list);
        mark(self.state, FieldState { left, changed: true, typed: true });
        spawn(self.settle(0));
    }

    /// Adds the name of a file that was chosen before the page was loaded again.
    pub(super) fn lose(self, name: &str) {
        if let Some(lost) = PickedFile::lost(name) {
            let mut list = self.list.get_untracked();
            list.push(lost);
            self.set(list);
        }
    }

    pub(super) fn clear(self) {
        self.list.set(Vec::new());
        self.state.set(FieldState::default());
    }

    /// Reads the first bytes of each file that has not been read yet. If `whole_bytes` is above 0, also reads the other
    /// files again, except [`FileReading::Lost`] ones. A file of at most `whole_bytes` bytes is read completely.
    pub(super) async fn settle(self, whole_bytes: u64) {
        // Before each step, the form may have been removed, or the file may no longer be chosen.
        let waiting: Option<Vec<_>> = self.list.try_with_untracked(|list| {
            list.iter()
                .filter(|picked| match picked.content {
                    FileReading::Unknown => true,
                    FileReading::Lost => false,
                    _ => whole_bytes > 0,
                })
                .map(|picked| picked.file.clone())
                .collect()
        });
        for file in waiting.unwrap_or_default() {
            let content = FileReading::of(&file, whole_bytes).await;
            let known = self.list.try_update_untracked(|list| {
                let picked = list.iter_mut().find(|picked| picked.file == file && picked.content != content);
                picked.map(|picked| picked.content = content).is_some()
            });
            if known == Some(true) {
                self.files_inspected.set(!self.files_inspected.get_untracked());
            }
        }
    }
}

/// Sets the marks of `new` in the field's history, and keeps the earlier marks. Notifies only if the history changes.
fn mark(state: RwSignal<FieldState>, new: FieldState) {
    let known = state.get_untracked();
    let FieldState { left, changed, typed } = new;
    let marked = FieldState {
        left: known.left || left,
        changed: known.changed || changed,
        typed: known.typed || typed,
    };
    if marked != known {
        state.set(marked);
    }
}
