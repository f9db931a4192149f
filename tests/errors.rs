//! When a field shows its error.
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

use common::page::Page;
use common::samples::{PERSON, everything, plain, value_of, with_fields};
use common::wait;
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const ENTER_EMAIL: &str = "Enter your email address.";
const NO_EMAIL: &str = "Enter an email address like name@example.com.";
const TAKEN: &str =
    "A customer with this email address already exists. Use another one, or contact the company.";

fn invalid(source: &str, errors: &Value) -> Value {
    json!({ "type": "about:blank", "status": 422, "code": "invalid", "source": source, "errors": errors })
}

/// A filled form whose submission the server refused.
async fn refused(source: &str, errors: &Value) -> Page {
    let page = Page::with(&plain()).await;
    page.fill_person();
    page.submit();
    page.post(0).await.answer(422, &invalid(source, errors));
    page.until_shown("summary").await;
    page
}

#[wasm_bindgen_test]
async fn error_shows_when_a_field_is_left_and_not_while_typing() {
    let page = Page::with(&plain()).await;
    page.type_into("email", "ada");
    page.change("email");
    wait::turn().await;
    assert!(page.errors("email").is_empty());
    page.leave("email");
    page.until("an error", || page.errors("email") == [NO_EMAIL]).await;
    assert_eq!(page.control("email").get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(page.described_by("email"), [NO_EMAIL]);
    assert!(page.errors("name").is_empty(), "the visitor has not left this field");
    page.close();
}

#[wasm_bindgen_test]
async fn error_disappears_as_soon_as_the_field_is_valid() {
    let page = Page::with(&plain()).await;
    page.leave("email");
    page.until("an error", || page.errors("email") == [ENTER_EMAIL]).await;
    page.type_into("email", "ada");
    page.until("another error", || page.errors("email") == [NO_EMAIL]).await;
    page.type_into("email", "ada@example.com");
    page.until("no error", || page.errors("email").is_empty()).await;
    assert_eq!(page.control("email").get_attribute("aria-invalid"), None);
    page.close();
}

#[wasm_bindgen_test]
async fn leaving_a_field_does_not_move_the_pressed_button() {
    let page = Page::with(&plain()).await;
    page.type_into("email", "ada");
    page.point("button", "pointerdown");
    page.leave("email");
    wait::turn().await;
    assert!(page.errors("email").is_empty());
    page.point("button", "pointerup");
    wait::turn().await;
    assert!(page.errors("email").is_empty());
    page.submit();
    page.until("an error", || page.errors("email") == [NO_EMAIL]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn submit_shows_every_error_and_focuses_the_summary() {
    let page = Page::with(&everything()).await;
    let address = || common::page::document().location().unwrap().href().unwrap();
    let before = address();
    page.submit();
    page.until("the focus", || page.focused().as_deref() == Some("summary")).await;
    let expected = [
        ("email", ENTER_EMAIL),
        ("name", "Enter your first name."),
        ("last_name", "Enter your last name."),
        ("phone", "Enter your phone number."),
        ("business_information.company_name", "Enter the name of your company."),
        ("profile_photo_path", "Choose a profile photo."),
        ("custom_fields.52.value", "Fill in “Department”."),
        ("custom_fields.68.value", "Choose an option for “Month of birth”."),
    ];
    let summary = page.part("summary");
    assert_eq!(summary.get_attribute("role").as_deref(), Some("alert"));
    assert_eq!(common::dom::text(&page.find("h2").unwrap()), "There are 8 problems with what you entered");
    let links: Vec<_> = page.all("[part=summary] a");
    for ((path, sentence), link) in expected.iter().zip(&links) {
        assert_eq!(page.errors(path), [*sentence]);
        assert_eq!(common::dom::text(link), *sentence);
        assert_eq!(link.get_attribute("href"), Some(format!("#{path}")));
        link.click();
        assert_eq!(page.focused().as_deref(), Some(*path));
    }
    assert_eq!(links.len(), expected.len());
    assert!(page.errors(&value_of(54)).is_empty(), "the field is optional");
    assert_eq!(page.network.posted(), 0);
    assert_eq!(address(), before, "the page's address is unchanged");
    page.close();
}

#[wasm_bindgen_test]
async fn after_submit_an_error_shows_while_a_field_is_typed_in() {
    let page = Page::with(&plain()).await;
    page.submit();
    page.until_shown("summary").await;
    page.type_into("name", "Ada");
    page.until("no error", || page.errors("name").is_empty()).await;
    page.type_into("name", "");
    page.until("an error", || page.errors("name") == ["Enter your first name."]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn server_error_of_a_field_shows_until_the_field_changes() {
    for source in ["crm", "proxy"] {
        let errors = json!([{ "path": "email", "code": "taken" }, { "path": "phone", "code": "refused" }]);
        let page = refused(source, &errors).await;
        page.until("the error", || page.errors("email") == [TAKEN]).await;
        assert_eq!(page.errors("phone"), ["“Phone” was not accepted. Please check it."]);
        assert!(page.errors("name").is_empty());
        page.until("the focus", || page.focused().as_deref() == Some("summary")).await;
        page.type_into("email", "ada@other.example");
        page.until("no error", || page.errors("email").is_empty()).await;
        assert_eq!(page.errors("phone").len(), 1, "the field was not changed");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn repeated_server_error_of_a_changed_field_shows_again() {
    let taken = json!([{ "path": "email", "code": "taken" }]);
    let page = refused("crm", &taken).await;
    page.type_into("email", "ada@other.example");
    page.until("no error", || page.errors("email").is_empty()).await;
    page.submit();
    page.post(1).await.answer(422, &invalid("crm", &taken));
    page.until("the error", || page.errors("email") == [TAKEN]).await;
    page.close();
}

#[wasm_bindgen_test]
async fn refusal_without_a_field_is_in_the_summary_without_a_link() {
    for errors in [
        json!([]),
        json!([{ "path": "", "code": "refused" }]),
        json!([{ "path": "a.path.of.a.newer.proxy", "code": "a_newer_code" }]),
    ] {
        let page = refused("crm", &errors).await;
        let items: Vec<_> =
            page.all("[part=summary] li").iter().map(|item| common::dom::text(item)).collect();
        let expected = "Your details were not accepted, and we were not told why. Please check them, or contact the company.";
        assert_eq!(items, [expected]);
        assert!(page.find("[part=summary] a").is_none());
        page.close();
    }
}

#[wasm_bindgen_test]
async fn error_of_a_refused_file_shows_at_its_field() {
    let fields = json!([{ "id": "55", "key": "d", "label": "Documents",
                          "kind": { "files": { "formats": ["PDF"] } } }]);
    let page = Page::with(&with_fields(&fields)).await;
    page.fill_person();
    let path = common::samples::files_of(55);
    page.choose(&path, &[common::dom::file("a.pdf", b"a"), common::dom::file("b.pdf", b"b")]);
    page.submit();
    let at = "custom_fields.55.file_upload.files.1";
    page.post(0).await.answer(422, &invalid("crm", &json!([{ "path": at, "code": "refused" }])));
    page.until("the error", || page.errors(&path).len() == 1).await;
    page.find("[part=summary] a").unwrap().click();
    assert_eq!(page.focused(), Some(path));
    page.close();
}

#[wasm_bindgen_test]
async fn typed_values_stay_after_a_refusal() {
    let page = refused("crm", &json!([{ "path": "email", "code": "taken" }])).await;
    for (path, value) in PERSON {
        assert_eq!(page.value(path), value);
    }
    page.close();
}

#[wasm_bindgen_test]
async fn error_of_a_refused_permission_shows_above_the_grid() {
    let page = Page::with(&json!({ "form": "acme", "photo": "off", "fields": [],
                                   "offered": ["view-invoice"] }))
    .await;
    page.fill_person();
    page.tick("permissions.invoice.view-invoice");
    page.submit();
    let at = "permissions.invoice.view-invoice";
    page.post(0).await.answer(422, &invalid("proxy", &json!([{ "path": at, "code": "not_offered" }])));
    let expected = "Choose only among the permissions shown.";
    page.until("the error", || page.errors("permissions") == [expected]).await;
    assert_eq!(page.described_by("permissions"), [expected]);
    page.find("[part=summary] a").unwrap().click();
    assert_eq!(page.focused().as_deref(), Some("permissions"));
    page.close();
}
