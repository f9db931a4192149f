//! The proxy judges the body that a browser makes of a filled form in the same way as the form judged the entry.
//!
//! The form's `tests/verdict.rs` does the same with the validator in a browser. Together these tests show that no
//! visitor learns of a mistake only after the upload. Three checks are made by the proxy alone, and the generated
//! entries always pass them: every file begins as its name says, every photo is a whole picture, and the form has a
//! place for every part.

mod browser;

use std::sync::Arc;

use axum::body::Body;
use customer_form_contract::testing::config::servable;
use customer_form_contract::testing::entry::{hostile, valid_form};
use customer_form_contract::testing::flaw::flaws;
use customer_form_contract::{
    CustomValue, Entry, FieldKind, FieldProblem, FormConfig, Limits, Report, parts, validate,
};
use futures_util::stream;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::check;
use crate::door::problem::RequestError;
use crate::settings::Timeouts;
use crate::submission::intake::{self, BodyError, IntakeError, RequestBody, Taken};
use crate::submission::photo::Photos;
use browser::{BOUNDARY, body, chosen, received};

/// Generates entries that are valid, invalid in one place, or arbitrary.
fn filled() -> impl Strategy<Value = (FormConfig, Entry)> {
    let flawed = valid_form().prop_flat_map(|(config, entry)| {
        let entries: Vec<_> = flaws(&config, &entry).into_iter().map(|flawed| flawed.entry).collect();
        (Just(config), select(entries))
    });
    let hostile = hostile().prop_map(|(config, entry)| (servable(config), entry));
    prop_oneof![valid_form().boxed(), flawed.boxed(), brimful().boxed(), hostile.boxed()]
}

/// Generates entries near the form's limits: text areas full of line breaks, which a browser sends as two bytes each,
/// and keys and formats of any length, since they come from the CRM.
fn brimful() -> impl Strategy<Value = (FormConfig, Entry)> {
    let limits = (1..20_000_u64, option::of(1..60_000_u64), option::of(1..20_u64), option::of(1..4_u64));
    let actual = (prop_oneof![Just(None), (1..40_000_usize).prop_map(Some)], 1..20_000_usize);
    (valid_form(), limits, actual).prop_map(|((mut config, mut entry), limits, (text_bytes, key_bytes))| {
        let (textarea_bytes, body_bytes, variables, files) = limits;
        let default = Limits::default();
        config.limits.textarea_bytes = textarea_bytes;
        config.limits.body_bytes = body_bytes.unwrap_or(default.body_bytes);
        config.limits.variables = variables.unwrap_or(default.variables);
        config.limits.files = files.unwrap_or(default.files);
        let text_bytes = text_bytes.or(usize::try_from(textarea_bytes).ok()).unwrap_or_default();
        for field in &mut config.fields {
            field.key = "k".repeat(key_bytes);
            match &mut field.kind {
                FieldKind::TextArea => {
                    let lines = "\n".repeat(text_bytes - 1) + "x";
                    entry.custom.insert(field.id, CustomValue::Text(lines));
                }
                FieldKind::Files(rule) if !rule.formats.is_empty() => {
                    rule.formats.push("f".repeat(key_bytes));
                }
                _ => {}
            }
        }
        (config, entry)
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Reads the body that a browser sends, in chunks of `chunk_bytes` bytes.
async fn read(config: &FormConfig, entry: &Entry, chunk_bytes: usize) -> Result<Taken, IntakeError> {
    let bytes = body(config, entry);
    let chunks: Vec<_> =
        bytes.chunks(chunk_bytes).map(|chunk| Ok::<_, axum::Error>(chunk.to_vec())).collect();
    let max_bytes = intake::max_body_bytes(&config.limits);
    let body = Body::from_stream(stream::iter(chunks));
    let mut body = RequestBody::new(body, max_bytes, Timeouts::default(), Arc::default());
    intake::read(&mut body, BOUNDARY, &config.limits, Some(config)).await
}

/// The proxy's verdict, as the visitor sees it.
async fn verdict(config: &FormConfig, taken: Taken) -> Report {
    match check(config, taken.submission, &Photos::new()).await {
        Ok(_) => Report::default(),
        Err(RequestError::Invalid(report)) => report,
        Err(error) => panic!("{error}"),
    }
}

/// Whether the reading of a body was stopped because the body is too large. The form refuses such an entry, too, but
/// the proxy does not know the actual size.
fn is_too_much(error: &IntakeError) -> bool {
    matches!(
        error,
        IntakeError::TooManyParts
            | IntakeError::TextTooLarge { .. }
            | IntakeError::Body(BodyError::TooLarge { .. })
    )
}

proptest! {
    #[test]
    fn verdict_of_the_proxy_matches_the_form((config, entry) in filled(), chunk_bytes in 64..4_096_usize) {
        let (config, entry) = chosen(config, entry);
        let expected = validate(&config, &entry);
        runtime().block_on(async {
            match read(&config, &entry, chunk_bytes).await {
                Ok(taken) => {
                    let submission = taken.submission.as_ref();
                    prop_assert_eq!(submission.map(|found| &found.entry).ok(), Some(&received(&entry)));
                    prop_assert_eq!(verdict(&config, taken).await, expected);
                }
                Err(error) if is_too_much(&error) => prop_assert!(!expected.is_empty(), "{error}"),
                Err(error) => prop_assert!(false, "{error}"),
            }
            Ok(())
        })?;
    }

    #[test]
    fn part_without_a_slot_in_the_form_is_malformed((config, entry) in valid_form()) {
        let without = |entry: &Entry| {
            let (config, entry) = chosen(config.clone(), entry.clone());
            parts(&config, &entry).len()
        };
        for flawed in flaws(&config, &entry) {
            let unplaced = matches!(flawed.problem, FieldProblem::Unexpected | FieldProblem::NotOffered);
            // A browser sends nothing for a custom field that the form does not have, or for a file field that holds no
            // file, so that the proxy cannot see the mistake.
            if !unplaced || parts(&config, &flawed.entry).len() == without(&flawed.entry) {
                continue;
            }
            let taken = runtime().block_on(read(&config, &flawed.entry, 4_096));
            let refused = taken.map(|taken| taken.submission.err());
            prop_assert!(matches!(refused, Ok(Some(IntakeError::UnknownPart { .. }))), "{:?}", flawed.path);
        }
    }
}
