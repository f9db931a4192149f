//! A page that a translator changes while the visitor fills in and sends the form.
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

use common::dom::text;
use common::page::Page;
use common::samples::plain;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Does what page translators do: moves each text into an element of the translator and changes its words.
const TRANSLATE: &str = "const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.push(walk.currentNode);
    for (const text of texts) {
        const font = document.createElement('font');
        font.textContent = `«${text.data}»`;
        text.replaceWith(font);
    }";

fn translate(page: &Page) {
    js_sys::Function::new_with_args("root", TRANSLATE).call1(&JsValue::NULL, &page.root).unwrap();
}

#[wasm_bindgen_test]
async fn progress_updates_in_a_translated_page() {
    let (page, post) = Page::sent(&plain()).await;
    page.until_shown("progress").await;
    let progress = |page: &Page| text(&page.find("[part=progress] p[aria-hidden]").unwrap());
    translate(&page);
    post.progress(30, 100);
    page.until("the progress of 30 %", || progress(&page) == "Sending… 30 %").await;
    translate(&page);
    post.uploaded();
    page.until("the text about waiting", || progress(&page) == "Everything is sent. Waiting for the answer…")
        .await;
    assert_eq!(
        text(&page.find("[part=progress] [role=status]").unwrap()),
        "Everything is sent. Waiting for the answer…"
    );
    translate(&page);
    post.answer(201, &json!({ "customer": { "id": "310" } }));
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn errors_appear_and_disappear_in_a_translated_page() {
    let page = Page::with(&plain()).await;
    translate(&page);
    page.submit();
    page.until("an error", || page.errors("email").len() == 1).await;
    translate(&page);
    page.type_into("email", "ada");
    page.until("another error", || page.errors("email").concat().contains('@')).await;
    translate(&page);
    page.fill("email", "ada@example.com");
    page.until("no error", || page.errors("email").is_empty()).await;
    page.close();
}
