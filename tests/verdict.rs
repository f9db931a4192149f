//! For any form configuration and any entry, the browser finds the same errors as the proxy.
//!
//! Each run of `cargo xtask test` generates new cases and the proxy's verdicts. When a case fails, the run prints its
//! seed; the variable `CUSTOMER_FORM_VERDICTS_SEED` repeats the cases of that seed. A separate test of the proxy
//! (`submission::sending`) asserts that the proxy finds the same errors in the body that is sent.
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

/// The form's own JSON reader, which no other crate can call. If it read a form configuration differently from what the
/// proxy wrote, the verdicts would differ, too.
#[path = "../src/net/json.rs"]
mod json;

/// The form's draft, which no other crate can use either. The path is the one of the folder, so that the compiler finds
/// the draft's own modules in `src/draft/`.
#[path = "../src"]
mod form {
    #[allow(dead_code, unused_imports, reason = "the test uses a part of the draft")]
    pub(crate) mod draft;
}

use std::collections::BTreeSet;

use common::by_hand::{fill, has_international_domain, made_up};
use common::page::Page;
use customer_form_contract::fixtures::entries::content;
use customer_form_contract::fixtures::verdicts::{VerdictCase, Verdicts};
use customer_form_contract::wire::FieldError;
use customer_form_contract::{
    Body, CustomField, CustomPart, CustomValue, Entry, FieldKind, FieldPath, FileInfo, FixedField,
    FormConfig, ImageFormat, PhotoRule, parts, validate,
};
use form::draft::{Draft, PickedFile};
use leptos::prelude::{Owner, Set as _};
use serde_json::{Value, json};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The file from `cargo run -p customer-form-contract --example verdicts`. Without this command, there are no cases.
const VERDICTS: &str = include_str!(env!("CUSTOMER_FORM_VERDICTS"));

/// The least number of cases; at least a tenth of this number is needed of each kind.
const LEAST_CASES: usize = 400;

/// The least number of cases that a draft can hold.
const LEAST_IN_A_DRAFT: usize = 200;

/// How many cases are filled in on a page: the first ones that a visitor can enter. Each case takes a tenth of a
/// second.
const BY_HAND: usize = 100;

/// Of the cases filled in on a page, the least number of accepted ones, and the least number of refused ones.
const LEAST_BY_HAND_OF_A_KIND: usize = 10;

/// A case with a name by which it can be found again.
struct Case {
    name: String,
    /// The form configuration as the proxy serves it.
    served: String,
    /// The form configuration as the browser reads it.
    config: FormConfig,
    entry: Entry,
    /// The errors that the proxy finds.
    report: Vec<FieldError>,
}

fn cases() -> impl Iterator<Item = Case> {
    let Verdicts { seed, cases } = Verdicts::read(VERDICTS).unwrap();
    // Shown with each failure.
    console_log!("CUSTOMER_FORM_VERDICTS_SEED={seed}");
    cases.into_iter().enumerate().map(move |(number, VerdictCase { config, entry, report })| {
        let name = format!("case {number} of CUSTOMER_FORM_VERDICTS_SEED={seed}");
        let served = String::from(config.get());
        let config = json::read(&served).unwrap_or_else(|error| panic!("{name}: {error}"));
        Case { name, served, config, entry, report }
    })
}

#[wasm_bindgen_test]
fn cases_cover_every_problem() {
    let verdicts = Verdicts::read(VERDICTS).unwrap();
    let count = verdicts.cases.len();
    assert!(count >= LEAST_CASES, "{count} cases: `cargo xtask test --only component` writes more");
    assert_eq!(verdicts.missing_codes().collect::<Vec<_>>(), Vec::<&str>::new(), "seed {}", verdicts.seed);
    let with = |errors: fn(usize) -> bool| {
        verdicts.cases.iter().filter(|case| errors(case.report.len())).count() >= LEAST_CASES / 10
    };
    assert!(with(|errors| errors == 0) && with(|errors| errors == 1) && with(|errors| errors > 1));
}

#[wasm_bindgen_test]
fn validator_matches_the_verdicts_of_the_proxy() {
    for case in cases() {
        let report = validate(&case.config, &case.entry);
        assert_eq!(FieldError::from_report(&report), case.report, "{}", case.name);
    }
}

/// Whether the form has a place for each value of the entry, and whether each file can be as the entry describes it.
fn has_place(config: &FormConfig, entry: &Entry) -> bool {
    let ids: BTreeSet<_> = config.fields.iter().map(|field| field.id).collect();
    let is_possible = |files: &[FileInfo]| {
        made_up(files).is_some() && files.iter().all(|file| ImageFormat::sniff(&content(file)) == file.image)
    };
    // In a real form configuration, all ids differ. The generated cases do not guarantee this.
    ids.len() == config.fields.len()
        && entry.custom.iter().all(|(id, value)| match (config.field(*id).map(CustomField::path), value) {
            (Some(FieldPath::Custom(_, CustomPart::Value)), CustomValue::Text(_)) => true,
            (Some(FieldPath::Custom(_, CustomPart::Files)), CustomValue::Files(files)) => is_possible(files),
            _ => false,
        })
        && entry.photo.iter().all(|photo| is_possible(std::slice::from_ref(photo)))
        && (entry.photo.is_none() || config.photo != PhotoRule::Off)
        && entry.permissions.iter().all(|permission| config.offered.contains(&permission))
}

/// Whether a fixed text has line breaks. Its control has one line, so the case need not be tried on a page.
fn has_line_ends(entry: &Entry) -> bool {
    entry.fixed.iter().any(|(_, line)| line.contains(['\r', '\n']))
}

/// Whether the form changes a text of the entry: line breaks, white space around an email address, or the domain of an
/// email address. A filled form never holds such a text.
fn is_normalised(config: &FormConfig, entry: &Entry) -> bool {
    let custom =
        entry.custom.iter().any(|(id, value)| match (config.field(*id).map(|field| &field.kind), value) {
            (Some(FieldKind::Text), CustomValue::Text(text)) => text.contains(['\r', '\n']),
            (Some(FieldKind::TextArea), CustomValue::Text(text)) => text.contains('\r'),
            _ => false,
        });
    let email = entry.fixed.get(FixedField::Email);
    custom || has_line_ends(entry) || email.trim_ascii() != email || has_international_domain(email)
}

/// A draft with all values of the entry.
fn draft_of(config: FormConfig, entry: &Entry) -> Draft {
    let draft = Draft::new(config);
    let type_in = |path, text: &str| draft.text(path).unwrap().set(text.to_owned());
    let choose = |path, files: &[FileInfo]| {
        let picked = made_up(files).unwrap().into_iter().map(PickedFile::new);
        draft.files(path).unwrap().set(picked.collect());
    };
    for (field, text) in entry.fixed.iter() {
        type_in(FieldPath::Fixed(field), text);
    }
    for (id, value) in &entry.custom {
        match value {
            CustomValue::Text(text) => type_in(FieldPath::Custom(*id, CustomPart::Value), text),
            CustomValue::Files(files) => choose(FieldPath::Custom(*id, CustomPart::Files), files),
        }
    }
    if let Some(photo) = &entry.photo {
        choose(FieldPath::Fixed(FixedField::Photo), std::slice::from_ref(photo));
    }
    draft.permissions.set(entry.permissions);
    draft
}

/// The entry without its empty custom fields.
fn without_empty(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    entry.custom.retain(|_, value| match value {
        CustomValue::Text(text) => !text.is_empty(),
        CustomValue::Files(files) => !files.is_empty(),
    });
    entry
}

#[wasm_bindgen_test]
async fn draft_matches_the_verdicts_of_the_proxy() {
    let mut tried = 0;
    for Case { name, config, entry, report, .. } in cases() {
        if !has_place(&config, &entry) || is_normalised(&config, &entry) {
            continue;
        }
        let owner = Owner::new();
        let draft = owner.with(|| draft_of(config, &entry));
        draft.reread_files().await;
        assert_eq!(draft.entry(), without_empty(&entry), "{name}");
        assert_eq!(FieldError::from_report(&draft.report()), report, "{name}");
        owner.cleanup();
        tried += 1;
    }
    assert!(tried >= LEAST_IN_A_DRAFT, "{tried} cases");
}

/// The parts of an accepted entry, as the network records a submission.
fn sent(config: &FormConfig, entry: &Entry) -> Vec<(String, Value)> {
    let body = |body: &Body<'_>| match body {
        Body::Text(text) => json!(text),
        Body::File(file) => json!({ "file": file.name, "bytes": file.bytes }),
    };
    parts(config, entry).iter().map(|part| (part.name(), body(&part.body))).collect()
}

#[wasm_bindgen_test]
async fn form_filled_in_by_hand_matches_the_verdicts_of_the_proxy() {
    let (mut accepted, mut refused) = (0, 0);
    for Case { name, served, config, entry, report } in cases() {
        if !has_place(&config, &entry) || has_line_ends(&entry) {
            continue;
        }
        if accepted + refused == BY_HAND {
            break;
        }
        let page = Page::with_text(&served).await;
        if !fill(&page, &config, &entry) {
            page.close();
            continue;
        }
        page.submit();
        let refusals = || page.events.details("validation-error");
        page.until(&name, || page.network.posted() > 0 || !refusals().is_empty()).await;
        let told = refusals().last().map(|told| told["errors"].clone()).unwrap_or(json!([]));
        let errors = told.as_array().unwrap().iter();
        let found: Vec<_> = errors.map(|error| (error["path"].clone(), error["code"].clone())).collect();
        let expected: Vec<_> = report.iter().map(|error| (json!(error.path), json!(error.code))).collect();
        assert_eq!(found, expected, "{name}");
        if found.is_empty() {
            assert_eq!(page.post(0).await.parts(), sent(&config, &entry), "{name}");
            accepted += 1;
        } else {
            assert_eq!(page.network.posted(), 0, "{name}");
            refused += 1;
        }
        page.close();
    }
    assert_eq!(accepted + refused, BY_HAND);
    assert!(accepted.min(refused) >= LEAST_BY_HAND_OF_A_KIND, "{accepted} accepted, {refused} refused");
}
