//! The form's description, as the browser reads it: no description makes the validator panic.
#![no_main]

use customer_form_contract::{CustomValue, Entry, FileInfo, FormConfig, parts, validate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(config) = serde_json::from_str::<FormConfig>(text) else { return };
    let again = serde_json::to_string(&config).expect("a form is JSON");
    assert_eq!(serde_json::from_str::<FormConfig>(&again).expect("and reads back"), config);

    let empty = Entry::default();
    assert!(!validate(&config, &empty).is_empty(), "the fixed fields are missing");
    assert_eq!(parts(&config, &empty).len(), 5);

    // The same value in every field, then the same files in every field.
    let file = FileInfo { name: "me.pdf".to_owned(), bytes: u64::MAX, image: None };
    for value in [CustomValue::Text("0".to_owned()), CustomValue::Files(vec![file.clone(), file.clone()])] {
        let custom = config.fields.iter().map(|field| (field.id, value.clone())).collect();
        let entry = Entry { custom, photo: Some(file.clone()), ..Entry::default() };
        validate(&config, &entry);
    }
});
