//! The CRM's field configuration: whatever comes, what is read is sound and survives the way to the browser.
#![no_main]

use customer_form_contract::crm::{MAX_FIELDS, parse_fields};
use customer_form_contract::testing::crm::assert_sound;
use customer_form_contract::{Entry, FormConfig, Limits, PhotoRule, validate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(parsed) = parse_fields(body) else { return };
    assert_sound(&parsed.fields);
    assert!(parsed.fields.len() <= MAX_FIELDS);
    let config = FormConfig {
        form: "acme".to_owned(),
        photo: PhotoRule::Required,
        fields: parsed.fields,
        offered: vec![],
        limits: Limits::default(),
    };
    let text = serde_json::to_string(&config).expect("a form is JSON");
    assert_eq!(serde_json::from_str::<FormConfig>(&text).expect("and reads back"), config);
    validate(&config, &Entry::default());
});
