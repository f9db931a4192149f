//! Generators of the CRM's bodies.

use std::collections::{BTreeSet, HashSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::json::{junk, list, list_or_map, member, member_text, members, object, quoted};
use super::{path, text};
use crate::format::has_format;
use crate::text::{is_blank, with_lf};
use crate::{CustomField, FieldKind, FieldPath};

/// A field configuration with irregularities. One in four is broken.
pub fn field_configuration() -> impl Strategy<Value = String> {
    let entry = prop_oneof![9 => field(), 1 => junk()];
    let data = prop_oneof![9 => vec(entry, 0..8).prop_map(|entries| list(&entries)), 1 => junk()];
    let root = (vec(member("meta", junk()), 0..2), data)
        .prop_map(|(meta, data)| object(meta.into_iter().chain([member_text("data", &data)])));
    prop_oneof![9 => root, 1 => junk()].prop_flat_map(|body| perhaps_broken(&body))
}

/// The body of an answer with irregularities. One in four is broken.
pub fn answer() -> impl Strategy<Value = String> {
    let customer = (option::of(member("id", id())), vec(member("name", text_or_junk()), 0..2))
        .prop_map(|(id, names)| object(id.into_iter().chain(names)));
    let place = prop_oneof![
        path::any_path().prop_map(FieldPath::to_dotted),
        path::any_path().prop_map(FieldPath::to_bracket),
        "[a-z_.\\[\\]0-9*]{0,30}",
        any::<String>(),
    ];
    let sentence =
        select(vec!["The email has already been taken.", "x is required", "validation.in", "", "No."]);
    let sentences = prop_oneof![
        vec(sentence, 0..3)
            .prop_map(|sentences| list(&sentences.into_iter().map(quoted).collect::<Vec<_>>())),
        junk(),
    ];
    let error = (place, sentences).prop_map(|(place, sentences)| member_text(&place, &sentences));
    let errors = prop_oneof![4 => vec(error, 0..6).prop_map(object), 1 => junk()];
    let root = prop_oneof![
        customer.prop_map(|data| object([member_text("data", &data)])),
        errors.prop_map(|errors| object([member_text("errors", &errors)])),
        junk(),
    ];
    root.prop_flat_map(|body| perhaps_broken(&body))
}

/// Checks properties that hold for every field configuration after it has been read.
///
/// # Panics
/// If a property does not hold.
pub fn assert_sound(fields: &[CustomField]) {
    let ids: HashSet<_> = fields.iter().map(|field| field.id).collect();
    assert_eq!(ids.len(), fields.len(), "ids are distinct");

    let mut groups: Vec<_> = fields.iter().map(|field| field.group.as_deref()).collect();
    groups.dedup();
    let runs: Vec<_> = groups.into_iter().flatten().collect();
    let distinct: HashSet<_> = runs.iter().collect();
    assert_eq!(distinct.len(), runs.len(), "the fields of a group are next to each other");

    for field in fields {
        let id = field.id;
        let texts =
            [Some(&field.key), Some(&field.label), field.description.as_ref(), field.placeholder.as_ref()];
        for text in texts.into_iter().flatten().chain(&field.group) {
            assert!(!is_blank(text), "{id}: no text is blank");
        }
        match &field.kind {
            FieldKind::Text | FieldKind::TextArea => {}
            FieldKind::Select { options } => {
                let distinct: BTreeSet<_> =
                    options.iter().map(|option| with_lf(option).collect::<Vec<_>>()).collect();
                assert_eq!(distinct.len(), options.len(), "{id}: options are distinct");
                assert!(options.iter().all(|option| !is_blank(option)), "{id}: no option is blank");
                assert!(
                    !options.is_empty() || field.required,
                    "{id}: only a required select stays without options"
                );
            }
            FieldKind::Files(rule) => {
                assert_ne!(rule.max_files, Some(0), "{id}: the field takes at least one file");
                for format in &rule.formats {
                    assert!(!format.is_empty() && !format.starts_with('.'), "{id}: {format:?} is a format");
                    assert!(has_format(&format!("a.{format}"), format), "{id}: a name can end in {format:?}");
                    assert!(!format.contains([',', '/', ' ', '*']), "{id}: {format:?} is a single format");
                }
            }
        }
    }
}

fn field() -> impl Strategy<Value = String> {
    let options = prop_oneof![3 => list_or_map(text_or_junk()), 1 => junk()];
    let accept =
        select(vec!["PDF", "DOCX/DOC", ".pdf, docx", "*", "*.png;GIF", "", "/", "<b>", "tar.gz", "Doc"]);
    let accept = prop_oneof![4 => accept.prop_map(quoted), 1 => junk()];
    let accept = prop_oneof![3 => list_or_map(accept.clone()), 1 => accept];
    let file_config = members(vec![
        member("acceptFile", accept).boxed(),
        member("allowMultiple", boolean()).boxed(),
        member("maxFiles", number()).boxed(),
    ]);
    let fields = members(vec![
        member("options", options).boxed(),
        member("fileConfig", prop_oneof![5 => file_config, 1 => junk()]).boxed(),
    ]);
    let kind = prop_oneof![
        6 => select(vec!["1", "5", "7", "9", "\"1\"", "\"5\"", "\"7\"", "\"9\""]).prop_map(str::to_owned),
        1 => junk(),
    ];
    let group =
        prop_oneof![4 => select(vec!["\"a\"", "\"b\"", "3", "null"]).prop_map(str::to_owned), 1 => junk()];
    // Most fields have an id, a type and a key. Otherwise nearly all fields would be left out.
    (
        prop_oneof![9 => member("id", id()).prop_map(Some), 1 => Just(None)],
        prop_oneof![9 => member("key", text_or_junk()).prop_map(Some), 1 => Just(None)],
        prop_oneof![9 => member("type", kind).prop_map(Some), 1 => Just(None)],
        vec(member("name", text_or_junk()), 0..2),
        vec(member("description", text_or_junk()), 0..2),
        vec(member("required", boolean()), 0..2),
        vec(member("group", group), 0..2),
        vec(member("fields", prop_oneof![6 => fields, 1 => junk()]), 0..3),
        vec(member("user_id", junk()), 0..2),
    )
        .prop_map(|(id, key, kind, a, b, c, d, e, f)| {
            let rest = [a, b, c, d, e, f].into_iter().flatten();
            object([id, key, kind].into_iter().flatten().chain(rest))
        })
}

fn id() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "5.0",
        "5e1",
        "\"052\"",
        "\" 5\"",
        "null",
    ]);
    prop_oneof![
        4 => (0..12_u64).prop_map(|id| id.to_string()),
        3 => (0..12_u64).prop_map(|id| quoted(id.to_string())),
        1 => odd.prop_map(str::to_owned),
        1 => junk(),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![4 => (0..4_u64).prop_map(|number| number.to_string()), 1 => Just("\"2\"".to_owned()), 1 => junk()]
}

fn boolean() -> impl Strategy<Value = String> {
    let spelled = select(vec!["true", "false", "1", "0", "\"1\"", "\"0\"", "\"\"", "null"]);
    prop_oneof![6 => spelled.prop_map(str::to_owned), 1 => junk()]
}

fn text_or_junk() -> impl Strategy<Value = String> + Clone {
    let line_ends = select(vec!["one\\ntwo", "one\\r\\ntwo", "one\\rtwo"]);
    prop_oneof![
        6 => text::anything().prop_map(quoted).boxed(),
        1 => line_ends.prop_map(|text| format!("\"{text}\"")).boxed(),
        1 => junk().boxed(),
    ]
}

/// The unchanged body, or a body that is cut off, or a body with text before or after it.
fn perhaps_broken(body: &str) -> impl Strategy<Value = String> + use<> {
    let cut = (Just(body.to_owned()), any::<Index>()).prop_map(|(body, end)| {
        let end = end.index(body.chars().count() + 1);
        body.chars().take(end).collect()
    });
    prop_oneof![
        6 => Just(body.to_owned()),
        1 => Just(format!("\u{feff}\r\n{body}\n")),
        1 => cut,
        1 => Just(format!("{body} x")),
    ]
}
