//! One field of a draft.

use leptos::prelude::*;

use super::sanitize::{TextKind, sanitize};
use super::{FileReading, PickedFile, spawn};

/// What has happened to a field, as far as it decides which errors show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FieldState {
    /// The visitor has been in it and left it.
    pub left: bool,
    /// Its value changed since the proxy or the CRM last said something about it.
    pub changed: bool,
    /// The visitor has changed it. What was filled in for them may be replaced by the page, what they typed may not.
    pub typed: bool,
}

/// A field that takes text.
#[derive(Debug, Clone, Copy)]
pub struct TextField {
    kind: TextKind,
    /// The text, as its control shows it.
    pub value: RwSignal<String>,
    /// What has happened to it.
    pub state: RwSignal<FieldState>,
}

/// A field that takes files.
#[derive(Debug, Clone, Copy)]
pub struct FilesField {
    /// The chosen files.
    pub list: RwSignal<Vec<PickedFile>, LocalStorage>,
    /// What has happened to it.
    pub state: RwSignal<FieldState>,
    /// Another value each time that more is known of the content of its files. The list does not tell that: a row that is
    /// built anew loses the focus.
    pub looked: RwSignal<bool>,
}

impl TextField {
    pub(super) fn new(kind: TextKind) -> Self {
        Self { kind, value: RwSignal::default(), state: RwSignal::default() }
    }

    /// What the control makes of a text.
    pub(super) fn sanitize(self, text: String) -> String {
        sanitize(self.kind, text)
    }

    /// Takes what was typed.
    pub fn set(self, text: String) {
        self.value.set(self.sanitize(text));
        mark(self.state, FieldState { changed: true, typed: true, ..FieldState::default() });
    }

    /// Takes what the page fills in, unless the visitor has typed something.
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
            looked: RwSignal::default(),
        }
    }

    /// Takes these files in place of the chosen ones, and begins to look into them.
    pub fn set(self, list: Vec<PickedFile>) {
        // What is wrong with a chosen file shows at once: the field may not be left before submit.
        let left = !list.is_empty();
        self.list.set(list);
        mark(self.state, FieldState { left, changed: true, typed: true });
        spawn(self.settle(0));
    }

    /// Takes the name of a file that was chosen before the page was loaded again.
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

    /// Looks into each file that has not been looked into yet. With `whole_bytes`, into all, and into all of those that
    /// are not larger.
    pub(super) async fn settle(self, whole_bytes: u64) {
        // The form may be gone before each step, or the file no longer among the chosen ones.
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
                self.looked.set(!self.looked.get_untracked());
            }
        }
    }
}

/// Adds what has happened. Only what was not known yet notifies.
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
