//! A form whose configuration changes while the visitor fills it in.
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

use common::dom::{file, text};
use common::network::Post;
use common::page::Page;
use common::samples::{PERSON, everything, files_of, plain, value_of};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The form configuration after the change: a text area has become a text, a select has lost the chosen option, the
/// file field is unchanged, one field is removed and one is new. One permission and the photo are removed, too.
fn changed() -> Value {
    let mut config = everything();
    config["photo"] = json!("off");
    config["offered"] = json!(["view-invoice", "edit-contract"]);
    let fields = config["fields"].as_array_mut().unwrap();
    fields.remove(0);
    fields[0]["kind"]["select"]["options"] = json!(["February", "March"]);
    fields[1]["kind"] = json!("text");
    fields.push(json!({ "id": "99", "key": "vat", "label": "VAT number", "required": true, "kind": "text" }));
    config
}

/// A form with all fields filled in and submitted. The proxy answers that the form configuration has changed.
async fn outdated() -> (Page, Post) {
    let page = Page::with(&everything()).await;
    page.fill_person();
    page.choose("profile_photo_path", &[common::dom::picture("me.gif")]);
    page.fill(&value_of(52), "Engines");
    page.fill(&value_of(68), "January");
    page.fill(&value_of(54), "Notes");
    page.choose(&files_of(55), &[file("a.pdf", b"%PDF-1.7")]);
    page.tick("permissions.invoice.view-invoice");
    page.tick("permissions.contract.view-contract");
    page.submit();
    let post = page.post(0).await;
    post.answer(409, &json!({ "code": "config_changed" }));
    (page, post)
}

#[wasm_bindgen_test]
async fn changed_form_is_loaded_again_and_lists_new_fields() {
    let (page, first) = outdated().await;
    assert_eq!(first.header("Form-Token").unwrap(), "token-0");
    page.get(1).await.answer(200, &changed());
    page.until_shown("summary").await;
    page.until("the focus", || page.focused().as_deref() == Some("summary")).await;
    assert_eq!(page.events.last("error")["code"], "config_changed");

    for (path, value) in PERSON {
        assert_eq!(page.value(path), value);
    }
    assert_eq!(page.value(&value_of(54)), "Notes");
    assert_eq!((page.value(&value_of(68)), page.value(&value_of(99))), (String::new(), String::new()));
    assert_eq!(page.all("[part=file-name]").len(), 1);
    let ticked = |path: &str| page.control(path).matches(":checked").unwrap();
    assert!(ticked("permissions.invoice.view-invoice") && !ticked("permissions.contract.edit-contract"));
    assert!(page.root.get_element_by_id("profile_photo_path").is_none());

    assert_eq!(page.texts("summary-title"), ["This form has changed while you filled it in"]);
    let items: Vec<_> = page.all("[part=summary] li").iter().map(|item| text(item)).collect();
    let new = |label| format!("“{label}” is new or has changed.");
    assert!(items[0].starts_with("Nothing was saved yet"), "{items:?}");
    assert_eq!(items[1..], ["Month of birth", "Notes", "VAT number", "Permissions"].map(new));
    // The error of the missing field shows at once, because the visitor has already submitted the form.
    assert_eq!(page.errors(&value_of(99)), ["Fill in “VAT number”."]);
    page.find("[part=summary] li:nth-child(4) a").unwrap().click();
    assert_eq!(page.focused(), Some(value_of(99)));

    page.fill(&value_of(99), "CHE-1");
    page.fill(&value_of(68), "March");
    page.submit();
    let second = page.post(1).await;
    assert_eq!(second.header("Form-Token").unwrap(), "token-1");
    assert_eq!(second.header("Idempotency-Key"), first.header("Idempotency-Key"));
    let parts = second.parts();
    let has = |name: &str, value: &str| parts.contains(&(name.to_owned(), json!(value)));
    assert!(
        has("custom_fields[99][value]", "CHE-1") && has("custom_fields[54][value]", "Notes"),
        "{parts:?}"
    );
    assert!(!parts.iter().any(|(name, _)| name.contains("[52]") || name.contains("photo")), "{parts:?}");
    second.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}

#[wasm_bindgen_test]
async fn values_stay_while_the_new_configuration_is_unavailable() {
    let (page, _) = outdated().await;
    page.get(1).await.break_off();
    page.until_shown("retry").await;
    page.part("retry").click();
    page.get(2).await.answer(200, &changed());
    page.until_shown("summary").await;
    assert_eq!(page.value("email"), PERSON[0].1);
    assert_eq!(page.value(&value_of(54)), "Notes");
    page.close();
}

#[wasm_bindgen_test]
async fn removed_field_is_announced_and_form_can_be_sent() {
    let (page, _) = outdated().await;
    page.get(1).await.answer(200, &plain());
    page.until_shown("summary").await;
    assert_eq!(page.all("[part=summary] li").len(), 1);
    page.submit();
    page.post(1).await.answer(201, &json!({ "customer": {} }));
    page.until_shown("success").await;
    page.close();
}
