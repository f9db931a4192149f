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
        mark_changed(self.state);
    }
}

impl FilesField {
    pub(super) fn new() -> Self {
        Self { list: RwSignal::new_local(Vec::new()), state: RwSignal::default() }
    }

    /// Takes these files in place of the chosen ones, and begins to look into them.
    pub fn set(self, list: Vec<PickedFile>) {
        self.list.set(list);
        mark_changed(self.state);
        spawn(self.settle());
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

/// Only the first change tells anything, so only the first one notifies.
fn mark_changed(state: RwSignal<FieldState>) {
    if !state.with_untracked(|state| state.changed) {
        state.update(|state| state.changed = true);
    }
}
