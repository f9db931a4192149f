//! Where a browser keeps what a visitor has typed, for Leptos hosts: what `embed.js` does for everybody else.

use std::cell::RefCell;
use std::collections::BTreeSet;

use js_sys::{Array, Date};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{Storage, UrlSearchParams};

use crate::app::SavedDraft;

/// Where what the visitor has typed is kept, for when the page is loaded again. A day at most; once it was sent it is
/// forgotten. Of files, only the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeptDraft {
    /// For this tab (`sessionStorage`).
    #[default]
    Session,
    /// For this browser (`localStorage`).
    Local,
    /// Nowhere.
    Off,
}

/// As long as the proxy knows what became of a submission.
const KEPT_MILLISECONDS: f64 = 24.0 * 3_600_000.0;

/// How far a draft's time may lie ahead: clocks are corrected, and a draft must not outlive its day.
const AHEAD_MILLISECONDS: f64 = 3_600_000.0;

/// The name of the time among what is kept.
const AT: &str = "at";

thread_local! {
    /// The names of the drafts of this page's forms: two forms of one name do not share theirs.
    static CLAIMED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// One form's place in the storage. Dropping it leaves what is kept there.
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

    /// What the visitor had typed when they were here before.
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
        // Not as JSON: Prototype.js changes how lists are written.
        values.append(AT, &Date::now().to_string());
        let list = kept.to_list();
        let text = |index| list.get(index).as_string().unwrap_or_default();
        for pair in 0..list.length() / 2 {
            values.append(&text(2 * pair), &text(2 * pair + 1));
        }
        // A full storage is no reason to disturb the visitor.
        let _ = storage.set_item(&self.name, &String::from(values.to_string()));
    }

    pub(super) fn forget(&self) {
        let _ = self.storage().map(|storage| storage.remove_item(&self.name));
    }

    /// None where the browser forbids it.
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
        // At the page's end there may be no set any more.
        let _ = CLAIMED.try_with(|claimed| claimed.borrow_mut().remove(&self.name));
    }
}
