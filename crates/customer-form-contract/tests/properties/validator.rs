//! Properties of the validator.

use customer_form_contract::testing::entry::{hostile, valid_form};
use customer_form_contract::testing::flaw::flaws;
use customer_form_contract::{Entry, FieldPath, FormConfig, Report, validate};
use proptest::prelude::*;

/// Whether the path is a path of the form or a path of the entry's own fields.
fn belongs(path: FieldPath, config: &FormConfig, entry: &Entry) -> bool {
    match path {
        FieldPath::Custom(id, _) => config.field(id).is_some() || entry.custom.contains_key(&id),
        FieldPath::Permission(permission) => entry.permissions.contains(permission),
        FieldPath::Permissions | FieldPath::PermissionsOf(_) => false,
        _ => true,
    }
}

proptest! {
    #[test]
    fn valid_entry_has_an_empty_report((config, entry) in valid_form()) {
        prop_assert_eq!(validate(&config, &entry), Report::default());
    }

    #[test]
    fn each_flaw_is_the_only_error_in_the_report((config, entry) in valid_form()) {
        for flawed in flaws(&config, &entry) {
            let report = validate(&config, &flawed.entry);
            prop_assert_eq!(report.0, [(flawed.path, flawed.problem)], "{:?}", flawed.entry);
        }
    }

    #[test]
    fn validator_never_panics_and_reports_only_known_paths((config, entry) in hostile()) {
        for (path, _) in validate(&config, &entry).0 {
            prop_assert!(belongs(path, &config, &entry), "{path:?}");
        }
    }

    #[test]
    fn verdict_is_the_same_after_the_wire((config, entry) in hostile()) {
        let text = serde_json::to_string(&config).unwrap();
        let received: FormConfig = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(validate(&received, &entry), validate(&config, &entry));
        prop_assert_eq!(received, config);
    }

    #[test]
    fn a_form_that_cannot_be_completed_accepts_nothing((config, entry) in hostile()) {
        if config.impossible_fields().next().is_some() || config.shortage().is_some() {
            prop_assert!(!validate(&config, &entry).is_empty());
        }
    }
}
