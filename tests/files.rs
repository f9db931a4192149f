//! Fields that take files: the photo and the documents.
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

use common::dom::{file, picture, property};
use common::page::Page;
use common::samples::{files_of, with_fields};
use common::wait;
use js_sys::{Function, Reflect, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
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
async fn control_accepts_the_formats_and_number_of_its_field() {
    for (rule, accept, multiple) in [
        (json!({ "formats": ["PDF", "docx"], "max_files": 3 }), Some(".pdf,.docx"), true),
        (json!({ "formats": ["PDF"], "max_files": 1 }), Some(".pdf"), false),
        (json!({ "formats": ["JPG", "TIFF"] }), Some(".jpg,.jpeg,.jpe,.jfif,.pjpeg,.pjp,.tiff,.tif"), true),
        (json!({ "formats": [] }), None, true),
    ] {
        let page = Page::with(&documents(&rule)).await;
        let control = page.control(&files_of(55));
        assert_eq!(control.get_attribute("type").as_deref(), Some("file"));
        assert_eq!(control.get_attribute("accept").as_deref(), accept, "{rule}");
        assert_eq!(property(&control, "multiple").as_bool(), Some(multiple), "{rule}");
        assert_eq!(
            control.get_attribute("name").as_deref(),
            Some("custom_fields[55][file_upload][files][]"),
            "{rule}"
        );
        page.close();
    }
}

#[wasm_bindgen_test]
async fn hint_names_the_formats_number_and_size_of_files() {
    for (rule, hint) in [
        (
            json!({ "formats": ["pdf", "docx"], "max_files": 3 }),
            "PDF or DOCX. Up to 3 files of at most 10 MB each.",
        ),
        (json!({ "formats": ["pdf"], "max_files": 1 }), "PDF. One file, at most 10 MB."),
        (json!({ "formats": [] }), "Files of at most 10 MB each."),
    ] {
        let page = Page::with(&documents(&rule)).await;
        assert_eq!(page.described_by(&files_of(55))[0], hint);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn choosing_again_adds_files_in_a_field_for_several_files() {
    let page = Page::with(&documents(&json!({ "formats": [] }))).await;
    let path = files_of(55);
    page.choose(&path, &[file("a.pdf", b"a"), file("größe.pdf", b"b")]);
    until_chosen(&page, &["a.pdf", "größe.pdf"]).await;
    page.choose(&path, &[file("c.pdf", b"c")]);
    until_chosen(&page, &["a.pdf", "größe.pdf", "c.pdf"]).await;
    assert!(page.described_by(&path)[2].contains("größe.pdf"), "the control's description includes the list");
    page.close();
}

#[wasm_bindgen_test]
async fn same_file_is_listed_once_and_equal_names_are_kept() {
    let page = Page::with(&documents(&json!({ "formats": [] }))).await;
    let (first, other) = (file("a.pdf", b"a"), file("a.pdf", b"b"));
    page.choose(&files_of(55), std::slice::from_ref(&first));
    page.choose(&files_of(55), &[first, other]);
    until_chosen(&page, &["a.pdf", "a.pdf"]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn choosing_again_replaces_the_file_in_a_field_for_one_file() {
    let page = Page::with(&documents(&json!({ "formats": [], "max_files": 1 }))).await;
    page.choose(&files_of(55), &[file("a.pdf", b"a")]);
    until_chosen(&page, &["a.pdf"]).await;
    page.choose(&files_of(55), &[file("b.pdf", b"b")]);
    until_chosen(&page, &["b.pdf"]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn cancelled_file_dialog_changes_nothing() {
    let page = Page::with(&documents(&json!({ "formats": [], "max_files": 1 }))).await;
    page.choose(&files_of(55), &[file("a.pdf", b"a")]);
    until_chosen(&page, &["a.pdf"]).await;
    page.choose(&files_of(55), &[]);
    wait::turn().await;
    assert_eq!(chosen(&page), ["a.pdf"]);
    page.close();
}

#[wasm_bindgen_test]
async fn removed_file_can_be_chosen_again() {
    let page = Page::with(&documents(&json!({ "formats": [] }))).await;
    let (a, b) = (file("a.pdf", b"a"), file("b.pdf", b"b"));
    page.choose(&files_of(55), &[a.clone(), b]);
    until_chosen(&page, &["a.pdf", "b.pdf"]).await;
    let remove = page.part("remove");
    assert_eq!(remove.get_attribute("aria-label").as_deref(), Some("Remove a.pdf"));
    remove.click();
    until_chosen(&page, &["b.pdf"]).await;
    let next = [&files_of(55), ".0"].concat();
    page.until("the next file's button", || page.focused() == Some(next.clone())).await;
    page.choose(&files_of(55), &[a]);
    until_chosen(&page, &["b.pdf", "a.pdf"]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn too_many_files_are_wrong_until_some_are_removed() {
    let page = Page::with(&documents(&json!({ "formats": [], "max_files": 2 }))).await;
    let path = files_of(55);
    page.choose(&path, &[file("a", b"a"), file("b", b"b"), file("c", b"c")]);
    page.leave(&path);
    until_errors(&page, &path, &["“Documents” takes at most 2 files. You chose 3: please remove some."])
        .await;
    assert_eq!(page.control(&path).get_attribute("aria-invalid").as_deref(), Some("true"));
    page.part("remove").click();
    until_errors(&page, &path, &[]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn each_wrong_file_is_named() {
    let page = Page::with(&documents(&json!({ "formats": ["PDF", "DOC"] }))).await;
    let path = files_of(55);
    page.choose(&path, &[file("a.exe", b"a"), file("b.pdf", b""), file("C.Pdf", b"c")]);
    page.leave(&path);
    until_errors(
        &page,
        &path,
        &[
            "“a.exe” is not of an accepted format. Please choose PDF or DOC.",
            "“b.pdf” is empty. Please choose another file.",
        ],
    )
    .await;
    page.close();
}

#[wasm_bindgen_test]
async fn a_file_past_the_limit_is_too_large() {
    let mut config = documents(&json!({ "formats": [] }));
    config["limits"] = json!({ "file_bytes": 1024 });
    let page = Page::with(&config).await;
    let path = files_of(55);
    page.choose(&path, &[file("a.pdf", &[1; 1024]), file("b.pdf", &[1; 1536])]);
    page.leave(&path);
    let expected =
        "“b.pdf” is too large: it has 1.5 KB, and at most 1 KB can be sent. Please choose a smaller file.";
    until_errors(&page, &path, &[expected]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn photo_control_accepts_one_image() {
    let page = Page::with(&with_photo()).await;
    let control = page.control(PHOTO);
    let accept = "image/jpeg,image/png,image/gif,image/webp";
    assert_eq!(control.get_attribute("accept").as_deref(), Some(accept));
    assert_eq!(property(&control, "multiple").as_bool(), Some(false));
    assert_eq!(control.get_attribute("aria-required").as_deref(), Some("true"));
    assert_eq!(page.described_by(PHOTO)[0], "JPEG, PNG, GIF or WebP, at most 5 MB.");
    page.close();
}

#[wasm_bindgen_test]
async fn chosen_photo_has_a_preview_until_removed() {
    let page = Page::with(&with_photo()).await;
    assert!(!page.has("preview"));
    page.choose(PHOTO, &[picture("me.gif")]);
    page.until_shown("preview").await;
    let preview = page.part("preview");
    assert_eq!(preview.get_attribute("alt").as_deref(), Some(""));
    page.until("the drawn picture", || property(&preview, "naturalWidth").as_f64() == Some(1.0)).await;
    let address = preview.get_attribute("src").unwrap();
    assert!(address.starts_with("blob:"), "{address}");
    page.part("remove").click();
    page.until("no preview", || !page.has("preview")).await;
    // From here on, the test uses the browser's own fetch.
    page.network.restore();
    let fetched = JsFuture::from(web_sys::window().unwrap().fetch_with_str(&address)).await;
    assert!(fetched.is_err(), "the picture's object URL was revoked");
    page.close();
}

#[wasm_bindgen_test]
async fn file_without_image_bytes_is_refused_and_not_shown() {
    let page = Page::with(&with_photo()).await;
    page.choose(PHOTO, &[file("me.png", b"MZ\x90\0")]);
    page.leave(PHOTO);
    until_errors(&page, PHOTO, &["Choose a JPEG, PNG, GIF or WebP image as your profile photo."]).await;
    assert!(!page.has("preview"));
    page.choose(PHOTO, &[picture("me.gif")]);
    until_errors(&page, PHOTO, &[]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn submission_waits_until_the_files_are_inspected() {
    let page = Page::with(&with_photo()).await;
    page.fill_person();
    page.choose(PHOTO, &[file("me.png", b"MZ\x90\0")]);
    page.submit();
    page.until_shown("summary").await;
    assert_eq!(page.network.posted(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn photo_control_follows_the_photo_rule() {
    for (photo, there, required) in
        [("required", true, true), ("optional", true, false), ("off", false, false)]
    {
        let page = Page::with(&json!({ "form": "acme", "photo": photo, "fields": [] })).await;
        let control = page.root.get_element_by_id(PHOTO);
        assert_eq!(control.is_some(), there, "{photo}");
        let marked = control.is_some_and(|control| control.has_attribute("aria-required"));
        assert_eq!(marked, required, "{photo}");
        page.fill_person();
        page.submit();
        if required {
            page.until_shown("summary").await;
        } else {
            assert_eq!(page.post(0).await.parts().len(), 5);
        }
        page.close();
    }
}

#[wasm_bindgen_test]
async fn files_are_sent_byte_for_byte_with_their_names() {
    let page = Page::with(&documents(&json!({ "formats": [] }))).await;
    page.fill_person();
    let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(70_000).collect();
    page.choose(&files_of(55), &[file("“größe” 文.pdf", &bytes)]);
    page.submit();
    let sent = page.post(0).await.file(0).unwrap();
    assert_eq!(sent.name(), "“größe” 文.pdf");
    let buffer = JsFuture::from(sent.array_buffer()).await.unwrap();
    assert!(Uint8Array::new(&buffer).to_vec() == bytes, "the bytes of the sent file differ");
    page.close();
}

#[wasm_bindgen_test]
async fn forbidden_characters_of_a_file_name_are_replaced() {
    let page = Page::with(&documents(&json!({ "formats": ["PDF"] }))).await;
    page.fill_person();
    let name = "Jan\u{7} 日本 \\ \u{85}\"quoted\".pdf";
    page.choose(&files_of(55), &[file(name, b"%PDF-1.7")]);
    until_chosen(&page, &[name]).await;
    page.submit();
    let post = page.post(0).await;
    let sent = post.file(0).unwrap();
    assert_eq!((sent.name().as_str(), sent.size()), ("Jan_ 日本 _ _\"quoted\".pdf", 8.0));
    page.close();
}

#[wasm_bindgen_test]
async fn form_removed_while_inspecting_files_sends_no_event() {
    // In the first round, the form is removed at once; in the second round, while a file is being read.
    for wait_first in [false, true] {
        let mut page = Page::with(&with_photo()).await;
        page.fill_person();
        page.choose(PHOTO, &[picture("me.gif")]);
        page.submit();
        if wait_first {
            JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
        }
        page.unmount();
        // When this file has been read, all earlier reads have ended, too.
        JsFuture::from(file("b", b"b").array_buffer()).await.unwrap();
        wait::turn().await;
        assert_eq!((page.network.posted(), page.root.inner_html()), (0, String::new()));
        page.close();
    }
}

/// While this value exists, no file can be read. The same happens when a file was moved after it was chosen.
struct Unreadable {
    blobs: JsValue,
    real: JsValue,
}

impl Unreadable {
    fn new() -> Self {
        let blobs = property(&property(&js_sys::global(), "Blob"), "prototype");
        let real = property(&blobs, "arrayBuffer");
        let refuse = Function::new_no_args("return Promise.reject(new DOMException('', 'NotReadableError'))");
        Reflect::set(&blobs, &"arrayBuffer".into(), &refuse).unwrap();
        Self { blobs, real }
    }
}

impl Drop for Unreadable {
    fn drop(&mut self) {
        Reflect::set(&self.blobs, &"arrayBuffer".into(), &self.real).unwrap();
    }
}

#[wasm_bindgen_test]
async fn unreadable_file_is_reported_and_not_sent() {
    let page = Page::with(&documents(&json!({ "formats": ["PDF"] }))).await;
    let path = files_of(55);
    page.fill_person();
    let unreadable = Unreadable::new();
    page.choose(&path, &[file("a.pdf", b"a")]);
    page.submit();
    page.until_shown("summary").await;
    drop(unreadable);
    let expected = "“a.pdf” can no longer be read. Please choose it again, or remove it.";
    until_errors(&page, &path, &[expected]).await;
    assert_eq!(page.network.posted(), 0);
    page.part("remove").click();
    until_chosen(&page, &[]).await;
    page.choose(&path, &[file("a.pdf", b"a")]);
    until_errors(&page, &path, &[]).await;
    page.submit();
    page.post(0).await;
    page.close();
}
