//! Flat lists that alternate paths and texts: `["email", "ada@example.com", …]`. The page's values arrive as such
//! lists, and drafts are stored as such lists, so that the WebAssembly module needs little code to read and write them.

use customer_form_contract::FieldPath;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// The marker in place of a path, before the idempotency key.
const KEY: &str = "key";

/// The draft as the browser stores it for the visitor's next visit.
pub(crate) struct SavedDraft {
    /// The `Idempotency-Key`.
    pub(crate) key: String,
    /// The values that the visitor typed and chose.
    pub(crate) values: Vec<(FieldPath, String)>,
}

impl SavedDraft {
    /// Returns the draft as a list that begins with the key.
    pub(crate) fn to_list(&self) -> Array {
        let values = self.values.iter().flat_map(|(path, text)| [path.to_dotted().into(), text.into()]);
        [JsValue::from(KEY), JsValue::from(&self.key)].into_iter().chain(values).collect()
    }

    /// Reads a list that [`SavedDraft::to_list`] made; `None` for any other list.
    pub(crate) fn from_list(list: &Array) -> Option<Self> {
        let key = list.get(1).as_string().filter(|_| list.get(0) == KEY)?;
        Some(Self { key, values: texts(list) })
    }
}

/// Returns the pairs of a list. A path that cannot be read, and a text that is no string, are `None`.
pub(crate) fn pairs(list: &Array) -> impl Iterator<Item = (Option<FieldPath>, Option<String>)> {
    (0..list.length() / 2).map(|pair| {
        let path = list.get(2 * pair).as_string();
        (path.and_then(|path| FieldPath::from_dotted(&path)), list.get(2 * pair + 1).as_string())
    })
}

/// Returns the pairs that have both a path and a text.
pub(crate) fn texts(list: &Array) -> Vec<(FieldPath, String)> {
    pairs(list).filter_map(|(path, text)| Some((path?, text?))).collect()
}
