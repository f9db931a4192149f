//! Properties of typed paths, bracket keys and dotted paths.

use customer_form_contract::testing::path::any_path;
use customer_form_contract::{FieldId, FieldPath};
use proptest::prelude::*;

/// Words and numbers of keys in any order, spelled as a bracket key or as a dotted path.
fn nearly_a_key() -> impl Strategy<Value = String> {
    let words =
        ["email", "custom_fields", "permissions", "business_information", "company_name", "file_upload"];
    let more = ["files", "formats", "value", "key", "invoice", "view-invoice", "view-contract", "contract"];
    let numbers = ["0", "52", "052", "00", "+5", "18446744073709551616", ""];
    let segment = prop::sample::select([&words[..], &more[..], &numbers[..]].concat());
    let first = prop::sample::select(words.to_vec());
    (first, prop::collection::vec(segment, 0..5), any::<bool>()).prop_map(|(first, rest, bracket)| {
        let spelled =
            rest.iter().map(|segment| if bracket { format!("[{segment}]") } else { format!(".{segment}") });
        first.to_owned() + &spelled.collect::<String>()
    })
}

/// A valid key in which a few characters are removed, inserted or replaced.
fn spoilt_key() -> impl Strategy<Value = String> {
    let key = (any_path(), any::<bool>())
        .prop_map(|(path, bracket)| if bracket { path.to_bracket() } else { path.to_dotted() });
    let new = prop_oneof![Just("[]".to_owned()), Just(String::new()), "[a-z0-9.\\[\\] +-]"];
    (key, any::<prop::sample::Index>(), new, 0..3_usize).prop_map(|(key, at, new, removed)| {
        let at = at.index(key.chars().count() + 1);
        let kept_end: String = key.chars().skip(at + removed).collect();
        key.chars().take(at).collect::<String>() + &new + &kept_end
    })
}

proptest! {
    #[test]
    fn every_path_reads_back_from_its_bracket_key(path in any_path()) {
        prop_assert_eq!(FieldPath::from_bracket(&path.to_bracket()), Some(path));
    }

    #[test]
    fn every_path_reads_back_from_its_dotted_path(path in any_path()) {
        prop_assert_eq!(FieldPath::from_dotted(&path.to_dotted()), Some(path));
    }

    #[test]
    fn two_paths_never_share_a_spelling(a in any_path(), b in any_path()) {
        prop_assert_eq!(a == b, a.to_bracket() == b.to_bracket());
        prop_assert_eq!(a == b, a.to_dotted() == b.to_dotted());
    }

    #[test]
    fn every_readable_key_has_one_spelling(
        text in prop_oneof![nearly_a_key(), spoilt_key(), any::<String>()],
    ) {
        if let Some(path) = FieldPath::from_bracket(&text) {
            prop_assert_eq!(path.to_bracket(), text.as_str());
        }
        if let Some(path) = FieldPath::from_dotted(&text) {
            prop_assert_eq!(path.to_dotted(), text.as_str());
        }
    }

    #[test]
    fn every_readable_id_has_one_spelling(text in prop_oneof![any::<u64>().prop_map(|id| id.to_string()), "[0-9+-. ]{0,22}"]) {
        if let Ok(id) = text.parse::<FieldId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
