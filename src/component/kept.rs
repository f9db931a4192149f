//! The stored draft, for Leptos hosts. `embed.js` does the same for the element.

use std::cell::RefCell;
use std::collections::BTreeSet;

use js_sys::{Array, Date};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{Storage, UrlSearchParams};

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

/// How long a draft is kept, in milliseconds: as long as the proxy remembers the outcome of a submission.
const KEPT_MILLISECONDS: f64 = 24.0 * 3_600_000.0;

/// How far a draft's time may lie in the future, in milliseconds. The system clock may be set back, but a draft must
/// not be kept for much more than 24 hours.
const AHEAD_MILLISECONDS: f64 = 3_600_000.0;

/// The name of the entry with the time at which the draft was stored.
const AT: &str = "at";

thread_local! {
    /// The names of the drafts of this page's forms. Two forms with the same name have separate drafts.
    static CLAIMED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// The place of one form's draft in the storage. Dropping it does not delete the draft.
pub(super) struct Place {
    kept: KeptDraft,
    name: String,
}

impl Place {
    pub(super) fn claim(kept: KeptDraft, proxy: &str, form: &str) -> Self {
        let name = format!("customer-form:{proxy}/{form}");
        let name = CLAIMED.with_borrow_mut(|claimed| {
            let numbered = (2..).map(|count: u32| format!("{name}#{count}"));
            let mut names = std::iter::once(name.clone()).chain(numbered);
            names.find(|name| claimed.insert(name.clone())).unwrap_or(name)
        });
        Self { kept, name }
    }

    /// Returns the draft of an earlier visit. Deletes a draft that is too old.
    pub(super) fn read(&self) -> Option<SavedDraft> {
        let text = self.storage()?.get_item(&self.name).ok()??;
        let values = UrlSearchParams::new_with_str(&text).ok()?;
        let list = Array::from(&values).flat(1);
        let is_dated = list.shift() == AT;
        let at = list.shift().as_string().and_then(|at| at.parse::<f64>().ok());
        let age = at.filter(|_| is_dated).map(|at| Date::now() - at);
        if age.is_none_or(|age| !(-AHEAD_MILLISECONDS..KEPT_MILLISECONDS).contains(&age)) {
            self.forget();
            return None;
        }
        SavedDraft::from_list(&list)
    }

    pub(super) fn write(&self, kept: &SavedDraft) {
        let (Some(storage), Ok(values)) = (self.storage(), UrlSearchParams::new()) else { return };
        // Not as JSON: Prototype.js changes how arrays are serialised.
        values.append(AT, &Date::now().to_string());
        let list = kept.to_list();
        let text = |index| list.get(index).as_string().unwrap_or_default();
        for pair in 0..list.length() / 2 {
            values.append(&text(2 * pair), &text(2 * pair + 1));
        }
        // A full storage is not reported to the visitor.
        let _ = storage.set_item(&self.name, &String::from(values.to_string()));
    }

    pub(super) fn forget(&self) {
        let _ = self.storage().map(|storage| storage.remove_item(&self.name));
    }

    /// Returns `None` if the browser forbids access, or for [`KeptDraft::Off`].
    fn storage(&self) -> Option<Storage> {
        let storage: Result<_, JsValue> = match self.kept {
            KeptDraft::Session => window().session_storage(),
            KeptDraft::Local => window().local_storage(),
            KeptDraft::Off => return None,
        };
        storage.ok().flatten()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // When the page ends, the set may already be gone.
        let _ = CLAIMED.try_with(|claimed| claimed.borrow_mut().remove(&self.name));
    }
}
