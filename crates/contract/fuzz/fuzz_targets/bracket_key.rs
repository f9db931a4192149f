//! Bracket keys: what reads as one is spelled so and in no other way, and has a dotted path.
#![no_main]

use customer_form_contract::FieldPath;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|key: &str| {
    let Some(path) = FieldPath::from_bracket(key) else { return };
    assert_eq!(path.to_bracket(), key);
    assert_eq!(FieldPath::from_dotted(&path.to_dotted()), Some(path));
});
