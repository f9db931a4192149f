//! Dotted paths: what reads as one is spelled so and in no other way, and has a bracket key.
#![no_main]

use customer_form_contract::FieldPath;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|dotted: &str| {
    let Some(path) = FieldPath::from_dotted(dotted) else { return };
    assert_eq!(path.to_dotted(), dotted);
    assert_eq!(FieldPath::from_bracket(&path.to_bracket()), Some(path));
});
