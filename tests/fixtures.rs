//! The fixtures of the contract, in the browser: the validator, the codec, and whole forms filled in from the fixtures.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that finds nothing fails")]

mod common {
    pub(crate) mod by_hand;
    pub(crate) mod dom;
    pub(crate) mod events;
    pub(crate) mod network;
    pub(crate) mod page;
    pub(crate) mod samples;
    pub(crate) mod wait;
}

use common::by_hand::fill;
use common::dom::text;
use common::page::Page;
use common::samples::{PERSON, value_of, with_fields};
use customer_form_contract::fixtures::entries::{EntryCase, ExpectedBody};
use customer_form_contract::fixtures::{configs, entries, paths};
use customer_form_contract::wire::FieldError;
use customer_form_contract::{
    CustomField, CustomValue, FieldKind, FieldPath, FixedField, FormConfig, Limits, PhotoRule, validate,
};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Valid cases that a visitor cannot enter: a text area has one kind of line break, and a select accepts only its
/// options, spelled exactly. The parts that a visitor can enter have their own tests below.
const VALID_NOT_BY_HAND: &[&str] = &[
    "optional fields left empty send nothing, not even a key",
    "white space around a value stays, byte for byte",
    "an option of two lines goes as it is configured, however the line end arrives",
];

/// Invalid cases that a visitor cannot enter: the browser trims an email address, a select accepts only its options,
/// and a field that is not in the form has no control.
const INVALID_NOT_BY_HAND: &[&str] = &[
    "white space is nothing, whatever kind it is",
    "no e-mail address as HTML defines it: ada@example.com ",
    "no e-mail address as HTML defines it: ada@größe.example",
    "not an option: 'january'",
    "not an option: 'January '",
    "not an option: 'padded'",
    "not an option: 'February'",
    "not an option: '1'",
    "not an option: 'Gro\u{308}ße'",
    "a required select without options cannot be completed, left alone or not",
    "a photo where none is asked for",
    "sizes that together pass what 64 bits hold",
    "permissions that were not offered",
    "a custom field that the form does not have",
    "files for a text, text for files",
    "problems come in the order of the form",
];

#[wasm_bindgen_test]
fn validator_gives_the_reports_of_the_fixtures() {
    for case in entries::cases().unwrap() {
        let report = validate(&case.config, &case.entry);
        assert_eq!(FieldError::from_report(&report), case.report, "{}", case.name);
    }
}

#[wasm_bindgen_test]
fn codec_reads_and_writes_the_paths_of_the_fixtures() {
    let cases = paths::cases().unwrap();
    for place in cases.places {
        let path = FieldPath::from_bracket(&place.bracket).unwrap();
        assert_eq!(FieldPath::from_dotted(&place.dotted), Some(path), "{}", place.typed);
        assert_eq!(format!("{path:?}"), place.typed);
        assert_eq!((path.to_bracket(), path.to_dotted()), (place.bracket, place.dotted), "{}", place.typed);
    }
    for key in cases.refused_brackets {
        assert_eq!(FieldPath::from_bracket(&key), None, "{key:?}");
    }
    for path in cases.refused_dotted {
        assert_eq!(FieldPath::from_dotted(&path), None, "{path:?}");
    }
}

/// Compares the shown form with its form configuration.
fn assert_shows(page: &Page, config: &FormConfig, case: &str) {
    let fixed = FixedField::TEXTS.iter().copied().map(FieldPath::Fixed);
    let photo = (config.photo != PhotoRule::Off).then_some(FieldPath::Fixed(FixedField::Photo));
    let expected: Vec<_> = fixed
        .chain(photo)
        .chain(config.fields.iter().map(CustomField::path))
        .map(FieldPath::to_dotted)
        .collect();
    let shown: Vec<_> = page.all("[part=input]").iter().map(|control| control.id()).collect();
    assert_eq!(shown, expected, "{case}");
    let labels: Vec<_> = page.all("div > [part=label]").iter().map(|label| text(label)).collect();
    let squeezed = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ");
    for (field, label) in config.fields.iter().rev().zip(labels.iter().rev()) {
        let mark = match (field.required, &field.kind) {
            (true, FieldKind::Files(_)) => " * (required)",
            (true, _) => " *",
            (false, _) => "",
        };
        assert_eq!(*label, squeezed(&[&field.label, mark].concat()), "{case}");
    }
    assert_eq!(page.all("[part=permission]").len(), config.offered.len(), "{case}");
}

#[wasm_bindgen_test]
async fn every_configuration_of_the_proxy_is_shown_as_a_form() {
    let mut read = 0;
    for case in configs::cases().unwrap() {
        let configs::Expected::Read { fields, .. } = case.expect else { continue };
        let config = FormConfig {
            form: "acme".to_owned(),
            photo: PhotoRule::Required,
            fields,
            offered: Vec::new(),
            limits: Limits::default(),
            prefill_from_url: Vec::new(),
        };
        let page = Page::with_config(&config).await;
        assert_shows(&page, &config, &case.name);
        page.close();
        read += 1;
    }
    assert!(read > 0);
}

#[wasm_bindgen_test]
async fn every_configuration_of_an_entry_is_shown_as_a_form() {
    for case in entries::cases().unwrap() {
        let page = Page::with_config(&case.config).await;
        assert_shows(&page, &case.config, &case.name);
        page.close();
    }
}

fn expected_parts(case: &EntryCase) -> Vec<(String, Value)> {
    let EntryCase { config, entry, .. } = case;
    let lists = config.fields.iter().filter_map(|field| match entry.custom.get(&field.id) {
        Some(CustomValue::Files(list)) => Some(list),
        _ => None,
    });
    let mut files = lists.flatten().chain(&entry.photo);
    let mut body = |body: &ExpectedBody| match body {
        ExpectedBody::Text(text) => json!(text),
        ExpectedBody::File { file } => json!({ "file": file, "bytes": files.next().unwrap().bytes }),
    };
    case.parts.as_ref().unwrap().iter().map(|(name, part)| (name.clone(), body(part))).collect()
}

/// The cases whose form was filled in by hand, and the cases that a visitor cannot enter with the page's controls.
#[derive(Default)]
struct Tried {
    by_hand: usize,
    not_by_hand: Vec<String>,
}

#[wasm_bindgen_test]
async fn every_valid_entry_filled_in_by_hand_is_sent_as_expected() {
    let mut tried = Tried::default();
    for case in entries::cases().unwrap().into_iter().filter(|case| case.report.is_empty()) {
        let page = Page::with_config(&case.config).await;
        if fill(&page, &case.config, &case.entry) {
            page.submit();
            assert_eq!(page.post(0).await.parts(), expected_parts(&case), "{}", case.name);
            tried.by_hand += 1;
        } else {
            tried.not_by_hand.push(case.name);
        }
        page.close();
    }
    assert_eq!(tried.not_by_hand, VALID_NOT_BY_HAND);
    assert!(tried.by_hand > VALID_NOT_BY_HAND.len());
}

#[wasm_bindgen_test]
async fn every_invalid_entry_filled_in_by_hand_is_refused() {
    let mut tried = Tried::default();
    for case in entries::cases().unwrap().into_iter().filter(|case| !case.report.is_empty()) {
        let page = Page::with_config(&case.config).await;
        if fill(&page, &case.config, &case.entry) {
            page.submit();
            page.until_told("validation-error", 1).await;
            let told = page.events.last("validation-error");
            let errors = told["errors"].as_array().unwrap();
            let found: Vec<_> = errors.iter().map(|e| (e["path"].clone(), e["code"].clone())).collect();
            let expected: Vec<_> = case.report.iter().map(|e| (json!(e.path), json!(e.code))).collect();
            assert_eq!(found, expected, "{}", case.name);
            assert_eq!(page.network.posted(), 0, "{}", case.name);
            tried.by_hand += 1;
        } else {
            tried.not_by_hand.push(case.name);
        }
        page.close();
    }
    assert_eq!(tried.not_by_hand, INVALID_NOT_BY_HAND);
    assert!(tried.by_hand > INVALID_NOT_BY_HAND.len());
}

/// The parts after the five fixed parts.
async fn custom_parts(page: &Page) -> Vec<(String, Value)> {
    page.fill_person();
    page.submit();
    page.post(0).await.parts().split_off(PERSON.len())
}

fn custom_texts() -> Value {
    with_fields(&json!([
        { "id": "1", "key": "one", "label": "One", "kind": "text" },
        { "id": "2", "key": "two", "label": "Two",
          "kind": { "select": { "options": ["January", " padded ", "two\nlines"] } } },
        { "id": "3", "key": "three", "label": "Three", "kind": "text_area" },
        { "id": "4", "key": "four", "label": "Four", "kind": { "files": { "formats": ["PDF"] } } },
    ]))
}

#[wasm_bindgen_test]
async fn white_space_alone_sends_neither_value_nor_key() {
    let page = Page::with(&custom_texts()).await;
    page.fill(&value_of(1), " \t\u{a0}");
    page.fill(&value_of(2), "January");
    page.fill(&value_of(2), "");
    page.fill(&value_of(3), " \n ");
    assert_eq!(custom_parts(&page).await, []);
    page.close();
}

#[wasm_bindgen_test]
async fn white_space_around_a_value_is_sent() {
    let page = Page::with(&custom_texts()).await;
    page.fill(&value_of(1), "  a\t");
    page.fill(&value_of(2), " padded ");
    page.fill(&value_of(3), "\n a\n\n");
    let part = |id: u64, member: &str, value: &str| (format!("custom_fields[{id}][{member}]"), json!(value));
    let expected = [
        part(1, "key", "one"),
        part(1, "value", "  a\t"),
        part(2, "key", "two"),
        part(2, "value", " padded "),
        part(3, "key", "three"),
        part(3, "value", "\n a\n\n"),
    ];
    assert_eq!(custom_parts(&page).await, expected);
    page.close();
}

#[wasm_bindgen_test]
async fn option_of_two_lines_is_sent_as_configured() {
    let page = Page::with(&custom_texts()).await;
    page.fill(&value_of(2), "two\nlines");
    assert_eq!(page.value(&value_of(2)), "two\nlines", "the option is chosen");
    let sent = custom_parts(&page).await;
    assert_eq!(sent[1], ("custom_fields[2][value]".to_owned(), json!("two\nlines")));
    page.close();
}
