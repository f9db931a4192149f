//! Properties of reading the CRM's field configuration.

use customer_form_contract::crm::parse_fields;
use customer_form_contract::testing::crm::{assert_sound, field_configuration};
use customer_form_contract::testing::text;
use customer_form_contract::{FormConfig, Limits, PhotoRule};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

proptest! {
    #[test]
    fn parsing_any_bytes_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(parsed) = parse_fields(&bytes) {
            assert_sound(&parsed.fields);
        }
    }

    #[test]
    fn parsed_fields_and_warnings_are_sound(body in field_configuration()) {
        if let Ok(parsed) = parse_fields(body.as_bytes()) {
            assert_sound(&parsed.fields);
            let kinds: Vec<_> = parsed.warnings.iter().map(|warning| (warning.index, warning.kind)).collect();
            let distinct: std::collections::HashSet<_> = kinds.iter().collect();
            prop_assert_eq!(distinct.len(), kinds.len(), "an element has each warning once");
            prop_assert!(kinds.is_sorted_by_key(|(index, _)| *index), "warnings come in the order of the entries");
        }
    }

    #[test]
    fn parsed_configuration_reads_back_from_its_json(body in field_configuration(), form in text::value(40)) {
        if let Ok(parsed) = parse_fields(body.as_bytes()) {
            let config = FormConfig {
                form,
                photo: PhotoRule::Optional,
                fields: parsed.fields,
                offered: vec![],
                limits: Limits::default(),
                prefill_from_url: vec![],
            };
            let text = serde_json::to_string(&config).unwrap();
            prop_assert_eq!(serde_json::from_str::<FormConfig>(&text).unwrap(), config);
        }
    }

    #[test]
    fn a_field_is_lost_only_with_a_warning(body in field_configuration()) {
        let entries = serde_json::from_str::<serde_json::Value>(&body)
            .ok()
            .and_then(|root| Some(root.get("data")?.as_array()?.len()));
        if let (Ok(parsed), Some(entries)) = (parse_fields(body.as_bytes()), entries) {
            let warned: std::collections::BTreeSet<_> =
                parsed.warnings.iter().map(|warning| warning.index).collect();
            prop_assert!(parsed.fields.len() + warned.len() >= entries);
            prop_assert!(warned.last().is_none_or(|last| *last < entries));
        }
    }
}

/// The properties above are useful only if many bodies can be read. The generators are deterministic here, so this test
/// has the same result on every run.
#[test]
fn the_generator_makes_fields_of_every_kind_and_every_warning() {
    let (mut runner, bodies) = (TestRunner::deterministic(), field_configuration());
    let (mut kinds, mut warnings) = ([0; 4], std::collections::BTreeSet::new());
    for _ in 0..500 {
        let body = bodies.new_tree(&mut runner).unwrap().current();
        let Ok(parsed) = parse_fields(body.as_bytes()) else { continue };
        for field in parsed.fields {
            use customer_form_contract::FieldKind::{Files, Select, Text, TextArea};
            kinds[match field.kind {
                Text => 0,
                Select { .. } => 1,
                TextArea => 2,
                Files(_) => 3,
            }] += 1;
        }
        warnings.extend(parsed.warnings.iter().map(|warning| warning.kind.code()));
    }
    assert!(kinds.iter().all(|count| *count > 50), "{kinds:?}");
    assert_eq!(warnings.len(), 11, "{warnings:?}");
}
