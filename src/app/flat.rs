//! Flat lists of path and text in turn: `["email", "ada@example.com", …]`. What a page says comes as such, and what a
//! browser keeps of a form is one, so that little of the reading and writing happens here.

use customer_form_contract::FieldPath;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// What stands in place of a path before the key of a filled form.
const KEY: &str = "key";

/// What a browser keeps of a filled form, for when the visitor comes back.
pub(crate) struct SavedDraft {
    /// The `Idempotency-Key`.
    pub(crate) key: String,
    /// What was typed and chosen.
    pub(crate) values: Vec<(FieldPath, String)>,
}

impl SavedDraft {
    /// As a list that begins with the key.
    pub(crate) fn to_list(&self) -> Array {
        let values = self.values.iter().flat_map(|(path, text)| [path.to_dotted().into(), text.into()]);
        [JsValue::from(KEY), JsValue::from(&self.key)].into_iter().chain(values).collect()
    }

    /// Back from it; nothing of any other list.
    pub(crate) fn from_list(list: &Array) -> Option<Self> {
        let key = list.get(1).as_string().filter(|_| list.get(0) == KEY)?;
        Some(Self { key, values: texts(list) })
    }
}

/// Each path, if it is one, and text, if there is one.
pub(crate) fn pairs(list: &Array) -> impl Iterator<Item = (Option<FieldPath>, Option<String>)> {
    (0..list.length() / 2).map(|pair| {
        let path = list.get(2 * pair).as_string();
        (path.and_then(|path| FieldPath::from_dotted(&path)), list.get(2 * pair + 1).as_string())
    })
}

/// Those of the pairs that have both.
pub(crate) fn texts(list: &Array) -> Vec<(FieldPath, String)> {
    pairs(list).filter_map(|(path, text)| Some((path?, text?))).collect()
}
