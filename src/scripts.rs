//! Compares the scripts in `browser/` with the Rust types and the stylesheet, because the scripts repeat names, codes and
//! numbers of both.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but clippy does not treat the helper functions of tests as tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use customer_form_contract::FixedField;
use customer_form_contract::wire::FailCode;

use crate::app::event_types::{CHANGE, ERROR, PROGRESS, READY, SUBMIT, SUCCESS, VALIDATION_ERROR};
use crate::state::{LoadError, SendError, Wait};
use crate::typings::OWN_ERROR_CODES;

/// The beginnings of the calls in scripts that dispatch the `error` event.
const ERROR_CALLS: [&str; 3] = ["#fail(", "#failed(", "errorEvent("];

/// The texts in quotes in a script, between `beginning` and the next `]`.
fn list_in(script: &'static str, beginning: &str) -> BTreeSet<&'static str> {
    let (_, rest) = script.split_once(beginning).unwrap();
    let (list, _) = rest.split_once(']').unwrap();
    list.split('"').skip(1).step_by(2).collect()
}

#[test]
fn both_ends_of_a_frame_forward_every_event() {
    let events = [
        READY.name,
        CHANGE.name,
        SUBMIT.name,
        PROGRESS.name,
        SUCCESS.name,
        VALIDATION_ERROR.name,
        ERROR.name,
    ];
    let events = BTreeSet::from(events);
    assert_eq!(list_in(include_str!("browser/frame.js"), "EVENTS = ["), events);
    assert_eq!(list_in(include_str!("browser/page-frame.js"), "for (const name of ["), events);
}

#[test]
fn frame_gets_every_design_token_of_the_form() {
    let style = include_str!("../style/form.css");
    let tokens = style.split("var(--customer-form-").skip(1);
    let tokens: BTreeSet<_> = tokens.map(|rest| &rest[..rest.find([',', ')']).unwrap()]).collect();
    assert_eq!(list_in(include_str!("browser/frame.js"), "TOKENS = ["), tokens);
}

/// The codes of the `error` events that the scripts in `browser/` dispatch.
fn codes_of_scripts() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser");
    let scripts =
        fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let mut codes = BTreeSet::new();
    for script in scripts {
        let calls = script.lines().filter(|line| ERROR_CALLS.iter().any(|call| line.contains(call)));
        codes.extend(calls.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned));
    }
    codes
}

/// The codes that the state has besides those of the proxy.
fn codes_of_the_state() -> BTreeSet<String> {
    let results = include_str!("state/error.rs").lines().filter_map(|line| line.split_once("=> \""));
    results.map(|(_, rest)| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn declared_codes_are_those_that_form_and_scripts_send() {
    let sent: BTreeSet<_> = codes_of_scripts().union(&codes_of_the_state()).cloned().collect();
    let proxys = FailCode::ALL.iter().map(|code| code.code().to_owned()).collect();
    let own: BTreeSet<_> = sent.difference(&proxys).map(String::as_str).collect();
    assert_eq!(own, BTreeSet::from(OWN_ERROR_CODES));
}

#[test]
fn api_document_lists_the_codes_of_the_form() {
    let (load, send) = (
        [LoadError::Unreachable, LoadError::Unreadable(Wait(0))],
        [SendError::Unreachable, SendError::Cancelled],
    );
    let load = load.map(|error| (error.code(), error.retryable()));
    let send = send.map(|error| (error.code(), error.retryable()));
    let of_state: BTreeMap<_, _> = load.into_iter().chain(send).collect();
    // The scripts pass the value on in these two calls.
    assert!(include_str!("browser/element.js").contains("#failed(code, unavailable, true)"));
    assert!(include_str!("browser/embed.js").contains("\"wasm_unavailable\", unavailable, true)"));
    let expected = OWN_ERROR_CODES.map(|code| (code, *of_state.get(code).unwrap_or(&true)));

    let document = include_str!("../docs/http-api.md");
    let (_, rest) = document.split_once("<!-- codes: form -->").unwrap();
    let rows = rest.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    let listed = rows.map(|row| {
        let mut cells = row.split('|').skip(1).map(|cell| cell.trim().trim_matches('`'));
        (cells.next().unwrap(), cells.next() == Some("yes"))
    });
    assert_eq!(listed.collect::<Vec<_>>(), expected);
}

/// The whole number in the text after `beginning`.
fn number_after(text: &str, beginning: &str) -> usize {
    let (_, rest) = text.split_once(beginning).unwrap_or_else(|| panic!("{beginning:?} is missing"));
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().unwrap()
}

#[test]
fn placeholder_has_the_rows_of_a_form_with_one_custom_field() {
    let script = include_str!("browser/placeholder.js");
    let fields = FixedField::TEXTS.len();
    // In a wide form, the first field has its own row, and two of the others share a row (`view/text.rs`).
    let wide = 1 + (fields - 1).div_ceil(2);
    let rows = format!("WIDE ? {} : {}", wide + 1, fields + 1);
    assert!(script.contains(&rows), "placeholder.js must have {rows}");
}

#[test]
fn placeholder_has_the_sizes_of_the_stylesheet() {
    let script = include_str!("browser/placeholder.js");
    let style = include_str!("../style/form.css");
    let (_, rule) = style.split_once(".cf-form--long .cf-field {").unwrap();
    let line = number_after(rule, "contain-intrinsic-block-size: auto ");
    assert_eq!(number_after(script, ".fill("), line);
    let wide = number_after(script, "const WIDE = ");
    assert!(style.contains(&format!("@container (inline-size >= {wide}px)")), "width of {wide} pixels");
}
