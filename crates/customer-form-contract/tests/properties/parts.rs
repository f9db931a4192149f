//! Properties of the parts of a submission.

use std::collections::BTreeMap;

use customer_form_contract::testing::entry::{hostile, valid_form};
use customer_form_contract::{
    Body, CustomPart, CustomValue, Entry, FieldKind, FieldPath, FileInfo, FixedField, FormConfig, parts,
};
use proptest::prelude::*;

fn texts(config: &FormConfig, entry: &Entry) -> Vec<(String, String)> {
    let text = |part: customer_form_contract::Part<'_>| match &part.body {
        Body::Text(text) => Some((part.name(), text.clone().into_owned())),
        Body::File(_) => None,
    };
    parts(config, entry).into_iter().filter_map(text).collect()
}

/// The parts that a valid entry has to send: the values of each name, in order. They are computed from the entry alone.
fn expected(config: &FormConfig, entry: &Entry) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |name: String, text: &str| all.entry(name).or_default().push(text.to_owned());
    add("email".into(), entry.fixed.get(FixedField::Email));
    add("name".into(), entry.fixed.get(FixedField::Name));
    add("last_name".into(), entry.fixed.get(FixedField::LastName));
    add("phone".into(), entry.fixed.get(FixedField::Phone));
    add("business_information[company_name]".into(), entry.fixed.get(FixedField::CompanyName));
    for (id, value) in entry.custom.iter().filter(|(_, value)| !value.is_blank()) {
        let Some(field) = config.field(*id) else { panic!("{id} is no field of the form") };
        add(format!("custom_fields[{id}][key]"), &field.key);
        match (value, &field.kind) {
            (CustomValue::Text(text), _) => add(format!("custom_fields[{id}][value]"), text),
            (CustomValue::Files(_), FieldKind::Files(rule)) => {
                for format in &rule.formats {
                    add(format!("custom_fields[{id}][file_upload][formats][]"), format);
                }
            }
            (CustomValue::Files(_), kind) => panic!("files for {kind:?}"),
        }
    }
    for permission in entry.permissions.iter() {
        add(format!("permissions[{}][{}]", permission.module.name(), permission.name()), "1");
    }
    all
}

fn files(entry: &Entry) -> Vec<(FieldPath, &FileInfo)> {
    let lists = entry.custom.iter().filter_map(|(id, value)| match value {
        CustomValue::Files(list) => Some((id, list)),
        CustomValue::Text(_) => None,
    });
    let files = lists.flat_map(|(id, list)| {
        (0..).zip(list).map(|(index, file)| (FieldPath::Custom(*id, CustomPart::File(index)), file))
    });
    files.chain(entry.photo.iter().map(|photo| (FieldPath::Fixed(FixedField::Photo), photo))).collect()
}

proptest! {
    #[test]
    fn every_value_is_sent_once_unchanged_and_nothing_else((config, entry) in valid_form()) {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, text) in texts(&config, &entry) {
            found.entry(name).or_default().push(text);
        }
        prop_assert_eq!(found, expected(&config, &entry));
    }

    #[test]
    fn every_file_is_sent_once_under_its_own_path((config, entry) in valid_form()) {
        let mut sent: Vec<_> = parts(&config, &entry)
            .into_iter()
            .filter_map(|part| match part.body {
                Body::File(file) => Some((part.path, file)),
                Body::Text(_) => None,
            })
            .collect();
        let mut expected = files(&entry);
        sent.sort_by_key(|(path, _)| *path);
        expected.sort_by_key(|(path, _)| *path);
        prop_assert_eq!(sent, expected);
    }

    #[test]
    fn texts_are_sent_before_files((config, entry) in hostile()) {
        let is_file = |part: &customer_form_contract::Part<'_>| matches!(part.body, Body::File(_));
        prop_assert!(parts(&config, &entry).is_sorted_by_key(is_file));
    }

    #[test]
    fn empty_field_sends_no_part((config, entry) in valid_form()) {
        let all = parts(&config, &entry);
        for field in &config.fields {
            let empty = entry.custom.get(&field.id).is_none_or(CustomValue::is_blank);
            let sent = all.iter().any(|part| part.path.field_id() == Some(field.id));
            prop_assert_eq!(sent, !empty, "{}", field.id);
        }
    }

    #[test]
    fn custom_fields_are_sent_in_the_order_of_the_form((config, entry) in valid_form()) {
        let place = |id| config.fields.iter().position(|field| field.id == id);
        let all = parts(&config, &entry);
        for of_kind in [true, false] {
            let ids = all
                .iter()
                .filter(|part| matches!(part.body, Body::Text(_)) == of_kind)
                .filter_map(|part| part.path.field_id().and_then(place));
            prop_assert!(ids.is_sorted());
        }
    }

    #[test]
    fn every_name_is_a_bracket_key_and_only_lists_repeat((config, entry) in valid_form()) {
        let mut seen = std::collections::HashSet::new();
        for part in parts(&config, &entry) {
            let name = part.name();
            prop_assert!(FieldPath::from_bracket(&name).is_some(), "{name}");
            prop_assert!(seen.insert(name.clone()) || name.ends_with("[]"), "{name} twice");
        }
    }
}
