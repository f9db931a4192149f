//! One field of a draft.

use leptos::prelude::*;

use super::{Content, PickedFile, spawn};

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
    /// The text, byte for byte.
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
}

impl TextField {
    pub(super) fn new() -> Self {
        Self { value: RwSignal::default(), state: RwSignal::default() }
    }

    /// Takes what was typed.
    pub fn set(self, text: String) {
        self.value.set(text);
        mark(self.state, FieldState { changed: true, typed: true, ..FieldState::default() });
    }

    /// Takes what the page fills in, unless the visitor has typed something.
    pub(super) fn prefill(self, text: &str) {
        if !self.state.with_untracked(|state| state.typed) {
            self.value.set(text.to_owned());
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
        Self { list: RwSignal::new_local(Vec::new()), state: RwSignal::default() }
    }

    /// Takes these files in place of the chosen ones, and begins to look into them.
    pub fn set(self, list: Vec<PickedFile>) {
        self.list.set(list);
        mark(self.state, FieldState { changed: true, typed: true, ..FieldState::default() });
        spawn(self.settle());
    }

    pub(super) fn clear(self) {
        self.list.set(Vec::new());
        self.state.set(FieldState::default());
    }

    /// Looks into each file that has not been looked into yet.
    pub(super) async fn settle(self) {
        // The form may be gone before each step, or the file no longer among the chosen ones.
        let waiting: Option<Vec<_>> = self.list.try_with_untracked(|list| {
            list.iter()
                .filter(|picked| picked.content == Content::Unknown)
                .map(|picked| picked.file.clone())
                .collect()
        });
        for file in waiting.unwrap_or_default() {
            let content = Content::of(&file).await;
            self.list.try_update(|list| {
                if let Some(picked) = list.iter_mut().find(|picked| picked.file == file) {
                    picked.content = content;
                }
            });
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
