//! File formats: other extensions of the same format, and photos, whose format is recognised from their bytes.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that finds nothing fails")]

mod common {
    pub(crate) mod dom;
    pub(crate) mod events;
    pub(crate) mod network;
    pub(crate) mod page;
    pub(crate) mod samples;
    pub(crate) mod wait;
}

use common::dom::{file, picture};
use common::page::Page;
use common::samples::{files_of, with_fields};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const PHOTO: &str = "profile_photo_path";

fn documents(rule: &Value) -> Value {
    with_fields(&json!([{ "id": "55", "key": "d", "label": "Documents", "kind": { "files": rule } }]))
}

fn with_photo() -> Value {
    json!({ "form": "acme", "photo": "required", "fields": [] })
}

/// The names in the list of chosen files.
fn chosen(page: &Page) -> Vec<String> {
    page.all(".cf-file__name").iter().map(|name| name.text_content().unwrap()).collect()
}

async fn until_chosen(page: &Page, names: &[&str]) {
    page.until("the list of files", || chosen(page) == names).await;
}

async fn until_errors(page: &Page, path: &str, expected: &[&str]) {
    page.until(&format!("{expected:?}"), || page.errors(path) == expected).await;
}

#[wasm_bindgen_test]
async fn other_names_of_a_format_pass() {
    let page = Page::with(&documents(&json!({ "formats": ["JPG", "htm"] }))).await;
    let path = files_of(55);
    page.fill_person();
    let names = ["a.jpeg", "b.JFIF", "c.pjp", "d.HTML", "\u{200e}e.jpg\u{200b}"];
    page.choose(&path, &names.map(|name| file(name, b"a")));
    page.leave(&path);
    until_chosen(&page, &names).await;
    until_errors(&page, &path, &[]).await;
    page.submit();
    assert_eq!(page.post(0).await.file(4).unwrap().name(), names[4]);
    page.close();
}

#[wasm_bindgen_test]
async fn photo_passes_by_its_bytes_with_any_name() {
    for name in ["me.pjpeg", "me.jpg_large", "IMG_0001.MPO", "St. Moritz", "IMG_0001.HEIC", "me.html", "me"] {
        let page = Page::with(&with_photo()).await;
        page.fill_person();
        page.choose(PHOTO, &[picture(name)]);
        page.until_shown("preview").await;
        page.submit();
        assert_eq!(page.post(0).await.file(0).unwrap().name(), name);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn heic_photo_is_refused_with_any_name() {
    for name in ["IMG_0001.HEIC", "IMG_0001.jpg"] {
        let page = Page::with(&with_photo()).await;
        page.choose(PHOTO, &[file(name, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")]);
        page.leave(PHOTO);
        let expected = "Choose a JPEG, PNG, GIF or WebP image as your profile photo.";
        until_errors(&page, PHOTO, &[expected]).await;
        page.close();
    }
}
