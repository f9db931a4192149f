//! The stored draft of the component. `src/browser/drafts.js` has its rules, for the element too.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::app::SavedDraft;

/// Where the browser stores the draft, for when the page is loaded again. A draft is kept for at most 24 hours, and is
/// deleted after a successful submission. Of a file, it contains only the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeptDraft {
    /// For this tab (`sessionStorage`).
    #[default]
    Session,
    /// For this browser (`localStorage`).
    Local,
    /// The draft is not stored.
    Off,
}

impl KeptDraft {
    /// The value of the element's `draft` attribute that means the same.
    fn attribute(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Local => "local",
            Self::Off => "off",
        }
    }
}

#[wasm_bindgen(module = "/src/browser/drafts.js")]
extern "C" {
    type StoredDraft;

    #[wasm_bindgen(constructor)]
    fn new(name: &str, element: &HtmlElement) -> StoredDraft;

    #[wasm_bindgen(method)]
    fn read(this: &StoredDraft, storage: &str) -> Array;

    #[wasm_bindgen(method)]
    fn write(this: &StoredDraft, storage: &str, list: &Array);

    #[wasm_bindgen(method, js_name = deleteAll)]
    fn delete_all(this: &StoredDraft);

    #[wasm_bindgen(method)]
    fn release(this: &StoredDraft);
}

/// The place of one form's draft in the storage. Dropping it does not delete the draft.
pub(super) struct Place {
    kept: KeptDraft,
    stored: StoredDraft,
}

impl Place {
    /// Claims the draft of a form for its element. A second form with the same name gets a draft of its own.
    pub(super) fn claim(kept: KeptDraft, proxy: &str, form: &str, element: &HtmlElement) -> Self {
        Self { kept, stored: StoredDraft::new(&format!("customer-form:{proxy}/{form}"), element) }
    }

    /// Returns the draft of an earlier visit. Deletes a draft that is too old.
    pub(super) fn read(&self) -> Option<SavedDraft> {
        SavedDraft::from_list(&self.stored.read(self.kept.attribute()))
    }

    /// Stores the draft.
    pub(super) fn write(&self, kept: &SavedDraft) {
        self.stored.write(self.kept.attribute(), &kept.to_list());
    }

    /// Deletes the draft of a submitted form.
    pub(super) fn delete(&self) {
        self.stored.delete_all();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.stored.release();
    }
}
