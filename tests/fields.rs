//! The label, the attributes and the spoken texts of each kind of field that takes text.
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

use common::dom::{file, property, text};
use common::page::Page;
use common::samples::{everything, files_of, value_of, with_fields};
use common::wait;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The ids of all controls of a form with all kinds of fields.
fn controls() -> Vec<String> {
    let fixed = common::samples::PERSON.map(|(path, _)| path.to_owned());
    let others = ["profile_photo_path".to_owned(), value_of(52), value_of(68), value_of(54), files_of(55)];
    fixed.into_iter().chain(others).collect()
}

#[wasm_bindgen_test]
async fn fixed_fields_have_their_type_and_autocomplete() {
    let page = Page::with(&everything()).await;
    for (path, name, kind, autocomplete, inputmode) in [
        ("email", "email", "email", "email", "email"),
        ("name", "name", "text", "given-name", "text"),
        ("last_name", "last_name", "text", "family-name", "text"),
        ("phone", "phone", "tel", "tel", "tel"),
        (
            "business_information.company_name",
            "business_information[company_name]",
            "text",
            "organization",
            "text",
        ),
    ] {
        let control = page.control(path);
        for (attribute, expected) in
            [("name", name), ("type", kind), ("autocomplete", autocomplete), ("inputmode", inputmode)]
        {
            assert_eq!(control.get_attribute(attribute).as_deref(), Some(expected), "{path}: {attribute}");
        }
        assert!(control.has_attribute("aria-required"), "{path}");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn every_control_is_in_order_and_bound_to_its_label() {
    let page = Page::with(&everything()).await;
    let expected = [
        "Email *",
        "First name *",
        "Last name *",
        "Phone *",
        "Company *",
        "Profile photo * (required)",
        "Department *",
        "Month of birth *",
        "Notes",
        "Documents",
    ];
    let found = page.all("[part=input]");
    assert_eq!(found.iter().map(|control| control.id()).collect::<Vec<_>>(), controls());
    for (control, expected) in found.iter().zip(expected) {
        let labels = web_sys::NodeList::from(property(control, "labels"));
        assert_eq!(labels.length(), 1, "{expected}");
        let label = labels.get(0).unwrap();
        assert_eq!(text(&wasm_bindgen::JsCast::unchecked_into(label)), expected);
    }
    for mark in page.all(".cf-mark") {
        assert_eq!(mark.get_attribute("aria-hidden").as_deref(), Some("true"));
    }
    page.close();
}

#[wasm_bindgen_test]
async fn every_control_has_its_description_and_no_error_at_first() {
    let page = Page::with(&everything()).await;
    for path in controls() {
        let described_by = page.described_by(&path);
        assert!(!described_by.is_empty(), "{path}");
        assert_eq!(page.control(&path).get_attribute("aria-invalid"), None, "{path}");
        assert!(page.errors(&path).is_empty(), "{path}");
    }
    assert_eq!(page.described_by(&value_of(52)), ["Where you work.", ""]);
    assert_eq!(page.described_by(&value_of(54)), [""]);
    page.close();
}

#[wasm_bindgen_test]
async fn text_has_its_placeholder_and_required_mark() {
    let optional = json!({ "id": "53", "key": "k", "label": "Team", "kind": "text" });
    let mut fields = everything()["fields"].as_array().unwrap().clone();
    fields.push(optional);
    let page = Page::with(&with_fields(&Value::Array(fields))).await;
    let control = page.control(&value_of(52));
    assert_eq!(control.tag_name(), "INPUT");
    assert_eq!(control.get_attribute("placeholder").as_deref(), Some("Engineering"));
    assert_eq!(control.get_attribute("name").as_deref(), Some("custom_fields[52][value]"));
    assert!(control.has_attribute("aria-required"));
    let control = page.control(&value_of(53));
    assert!(!control.has_attribute("aria-required") && !control.has_attribute("placeholder"));
    page.close();
}

#[wasm_bindgen_test]
async fn text_area_accepts_several_lines() {
    let page = Page::with(&everything()).await;
    let path = value_of(54);
    assert_eq!(page.control(&path).tag_name(), "TEXTAREA");
    page.fill(&path, "one\ntwo");
    assert_eq!(page.value(&path), "one\ntwo");
    page.close();
}

#[wasm_bindgen_test]
async fn select_offers_its_options_below_an_empty_option() {
    let select = |placeholder: Value| {
        json!({ "id": "68", "key": "k", "label": "Month", "required": true, "placeholder": placeholder,
                "kind": { "select": { "options": ["January", "Fé\"b<b>&", " March "] } } })
    };
    for (placeholder, first) in [(json!("Pick one"), "Pick one"), (json!(null), "Choose…")] {
        let page = Page::with(&with_fields(&json!([select(placeholder)]))).await;
        let control = page.control(&value_of(68));
        assert!(control.tag_name() == "SELECT" && control.has_attribute("aria-required"));
        let options = page.all("option");
        let values: Vec<_> = options.iter().map(|option| option.get_attribute("value").unwrap()).collect();
        assert_eq!(values, ["", "January", "Fé\"b<b>&", " March "]);
        assert_eq!(options[0].text_content().as_deref(), Some(first));
        assert_eq!(options[2].text_content().as_deref(), Some("Fé\"b<b>&"));
        assert_eq!(page.value(&value_of(68)), "");
        page.close();
    }
}

#[wasm_bindgen_test]
async fn texts_of_the_crm_are_never_markup() {
    let hostile = "<img src=x onerror=alert(1)>&amp;";
    let field = json!({ "id": "1", "key": "k", "label": hostile, "description": hostile,
                        "placeholder": hostile, "kind": "text" });
    let page = Page::with(&with_fields(&json!([field]))).await;
    assert!(page.find("img").is_none());
    assert_eq!(page.described_by(&value_of(1))[0], hostile);
    assert_eq!(page.control(&value_of(1)).get_attribute("placeholder").as_deref(), Some(hostile));
    page.close();
}

#[wasm_bindgen_test]
async fn fields_of_one_group_are_grouped_and_others_are_not() {
    let field = |id: u64, group: Value| json!({ "id": id.to_string(), "key": "k", "label": "L", "group": group, "kind": "text" });
    let fields = [
        field(1, json!("a")),
        field(2, json!("a")),
        field(3, json!(null)),
        field(4, json!(null)),
        field(5, json!("b")),
    ];
    let page = Page::with(&with_fields(&json!(fields))).await;
    let groups = page.all("[part=group]");
    assert_eq!(groups.len(), 1);
    let inputs = groups[0].query_selector_all("[part=input]").unwrap();
    assert_eq!(inputs.length(), 2);
    assert!(groups[0].contains(Some(&page.control(&value_of(2)))));
    page.close();
}

#[wasm_bindgen_test]
async fn required_select_without_options_shows_a_notice_at_once() {
    let fields = json!([
        { "id": "1", "key": "k", "label": "Month", "required": true, "kind": { "select": { "options": [] } } },
    ]);
    let page = Page::with(&with_fields(&fields)).await;
    let notice = page.part("notice");
    assert_eq!(notice.get_attribute("role").as_deref(), Some("alert"));
    assert_eq!(
        text(&notice),
        "This form cannot be completed at the moment: “Month” has to be filled in, but there is \
         nothing to choose from. Please contact the company that you are registering with."
    );
    page.close();
    let page = Page::with(&everything()).await;
    assert!(!page.has("notice"));
    page.close();
}

#[wasm_bindgen_test]
async fn form_above_the_limits_shows_a_notice_at_once() {
    let field =
        |id: u32| json!({ "id": id.to_string(), "key": "k", "label": "A", "required": true, "kind": "text" });
    let mut config = with_fields(&(1..=3).map(field).collect());
    config["limits"] = json!({ "variables": 11 });
    let page = Page::with(&config).await;
    assert!(!page.has("notice"), "five fixed texts, and two for each field");
    page.close();
    config["limits"] = json!({ "variables": 10 });
    let page = Page::with(&config).await;
    assert_eq!(
        text(&page.part("notice")),
        "This form cannot be completed at the moment: it asks for more than can be sent. Please \
         contact the company that you are registering with."
    );
    page.close();
}

#[wasm_bindgen_test]
async fn only_offered_permissions_have_a_labelled_checkbox() {
    let page = Page::with(&everything()).await;
    let boxes = page.all("[part=permission]");
    let found: Vec<_> = boxes.iter().map(|box_| box_.get_attribute("name").unwrap()).collect();
    assert_eq!(
        found,
        [
            "permissions[invoice][view-invoice]",
            "permissions[invoice][create-invoice]",
            "permissions[contract][view-contract]"
        ]
    );
    let labels: std::collections::HashSet<_> =
        boxes.iter().map(|box_| box_.get_attribute("aria-label").unwrap()).collect();
    assert!(labels.len() == 3 && !labels.contains(""), "{labels:?}");
    let headings = |scope: &str| page.all(&format!("th[scope={scope}]")).iter().map(|th| text(th)).collect();
    let (columns, rows): (Vec<String>, Vec<String>) = (headings("col"), headings("row"));
    assert_eq!((columns.len(), rows.len()), (2, 2), "{columns:?} {rows:?}");
    for box_ in boxes {
        assert_eq!(property(&box_, "checked").as_bool(), Some(false));
    }
    page.close();
}

#[wasm_bindgen_test]
async fn form_without_offered_permissions_has_no_grid() {
    let page = Page::with(&common::samples::plain()).await;
    assert!(!page.has("permissions") && page.find("table").is_none());
    page.close();
}

#[wasm_bindgen_test]
async fn ids_are_unique_within_a_form() {
    let page = Page::with(&everything()).await;
    let ids: Vec<_> = page.all("[id]").iter().map(|element| element.id()).collect();
    let distinct: std::collections::HashSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
    page.close();
}

#[wasm_bindgen_test]
async fn thousand_fields_are_shown() {
    let kinds = [
        json!("text"),
        json!("text_area"),
        json!({ "select": { "options": ["January", "February"] } }),
        json!({ "files": { "formats": ["PDF"] } }),
    ];
    let field = |id: usize| json!({ "id": id.to_string(), "key": "k", "label": "L", "kind": kinds[id % kinds.len()] });
    let fields: Vec<_> = (0..1000).map(field).collect();
    let page = Page::open();
    let get = page.get(0).await;
    let start = wait::now();
    get.answer(200, &with_fields(&json!(fields)));
    page.until_shown("form").await;
    console_log!("1,000 fields in {:.0} ms, not optimised", wait::now() - start);
    assert_eq!(page.all("[part=field]").len(), 1005);
    assert_eq!(page.all("[part=input]").len(), 1005);
    page.close();
}

#[wasm_bindgen_test]
async fn every_block_can_be_styled_by_its_part() {
    let page = Page::with(&everything()).await;
    page.choose(&files_of(55), &[file("a.pdf", b"%PDF-")]);
    page.submit();
    page.until_shown("summary").await;
    for block in page.all("[class^=cf-]") {
        // An element that only a screen reader notices has no visible styles.
        let hidden = block.class_name() == "cf-spoken";
        assert_ne!(block.has_attribute("part"), hidden, "{}", block.outer_html());
    }
    page.close();
}

#[wasm_bindgen_test]
async fn typed_text_is_not_written_back_at_the_cursor() {
    let page = Page::with(&everything()).await;
    let control = page.control("email");
    control.focus().unwrap();
    // The value of an email control has no space at its end, but the text in the control has.
    let insert = js_sys::Function::new_with_args("text", "document.execCommand('insertText', false, text);");
    for text in ["no", " ", "address"] {
        insert.call1(&JsValue::NULL, &text.into()).unwrap();
        wait::turn().await;
    }
    assert_eq!(page.value("email"), "no address");
    page.close();
}
