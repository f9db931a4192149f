//! Generators of form configurations.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::id::field_id;
use super::path::{any_path, text_path};
use super::text;
use crate::{
    Action, CustomField, FieldId, FieldKind, FileRule, FormConfig, Limits, Module, Permission, PhotoRule,
};

/// The largest number of custom fields. With two files in each field and a photo, a submission stays within the default
/// limit of 20 files.
const MAX_FIELDS: usize = 8;

/// The formats of generated file fields.
const FORMATS: [&str; 6] = ["PDF", "docx", "DOC", "tar.gz", "jpg", "документ"];

/// A form configuration that can be completed, as `parse_fields` and a configuration file can produce it.
pub fn form() -> impl Strategy<Value = FormConfig> {
    let fields = btree_set(field_id(), 0..=MAX_FIELDS)
        .prop_flat_map(|ids| ids.into_iter().map(field).collect::<Vec<_>>())
        .prop_shuffle()
        .prop_map(grouped);
    let prefill = vec(text_path(), 0..3);
    (photo_rule(), fields, offered(), limits(), prefill).prop_map(
        |(photo, fields, offered, limits, prefill_from_url)| FormConfig {
            form: "acme".to_owned(),
            photo,
            fields,
            offered,
            limits,
            prefill_from_url,
        },
    )
}

/// A form configuration that the proxy would not produce: repeated ids, no options, no files, limits of 0, and files
/// that the address should prefill.
pub fn hostile_form() -> impl Strategy<Value = FormConfig> {
    let number = || prop_oneof![Just(0), Just(1), 0..50_u64, Just(u64::MAX), any::<u64>()];
    let kind = prop_oneof![
        Just(FieldKind::Text),
        Just(FieldKind::TextArea),
        vec(text::anything(), 0..4).prop_map(|options| FieldKind::Select { options }),
        (vec(text::anything(), 0..4), option::of(number()))
            .prop_map(|(formats, max_files)| FieldKind::Files(FileRule { formats, max_files })),
    ];
    let field = (field_id(), text::anything(), any::<bool>(), kind)
        .prop_map(|(id, key, required, kind)| CustomField { required, kind, ..named(id, key.clone(), key) });
    let numbers = [number(), number(), number(), number(), number(), number(), number(), number()];
    let limits = numbers.prop_map(
        |[
            body_bytes,
            file_bytes,
            photo_bytes,
            photo_pixels,
            text_bytes,
            textarea_bytes,
            variables,
            files,
        ]| Limits {
            body_bytes,
            file_bytes,
            photo_bytes,
            photo_pixels,
            text_bytes,
            textarea_bytes,
            variables,
            files,
        },
    );
    let prefill = vec(any_path(), 0..3);
    (text::anything(), photo_rule(), vec(field, 0..MAX_FIELDS), offered(), limits, prefill).prop_map(
        |(form, photo, fields, offered, limits, prefill_from_url)| FormConfig {
            form,
            photo,
            fields,
            offered,
            limits,
            prefill_from_url,
        },
    )
}

/// Changes the limits to the nearest values that a configuration file may set. These values are less than 2^53, so that
/// a JavaScript number holds them exactly.
pub fn servable(config: FormConfig) -> FormConfig {
    let bytes = |limit: u64| limit.min(1 << 40);
    let count = |limit: u64| limit.min(1_000_000);
    let Limits {
        body_bytes,
        file_bytes,
        photo_bytes,
        photo_pixels,
        text_bytes,
        textarea_bytes,
        variables,
        files,
    } = config.limits;
    let limits = Limits {
        body_bytes: bytes(body_bytes),
        file_bytes: bytes(file_bytes),
        photo_bytes: bytes(photo_bytes),
        photo_pixels: photo_pixels.clamp(1_000_000, 1 << 40),
        text_bytes: bytes(text_bytes),
        textarea_bytes: bytes(textarea_bytes),
        variables: count(variables),
        files: count(files),
    };
    FormConfig { limits, ..config }
}

fn photo_rule() -> impl Strategy<Value = PhotoRule> {
    select(vec![PhotoRule::Required, PhotoRule::Optional, PhotoRule::Off])
}

fn offered() -> impl Strategy<Value = Vec<Permission>> {
    let of = |module| Action::ALL.into_iter().map(move |action| Permission { module, action });
    let all: Vec<_> = Module::ALL.into_iter().flat_map(of).collect();
    let most = all.len();
    subsequence(all, 0..=most)
}

/// Limits that are small enough to be exceeded by an entry, and large enough for every generated value.
fn limits() -> impl Strategy<Value = Limits> {
    (12..5_000_u64, 12..5_000_u64, 9..300_u64, 9..300_u64).prop_map(
        |(file_bytes, photo_bytes, text_bytes, textarea_bytes)| Limits {
            file_bytes,
            photo_bytes,
            text_bytes,
            textarea_bytes,
            ..Limits::default()
        },
    )
}

fn field(id: FieldId) -> impl Strategy<Value = CustomField> {
    let help = || option::of(text::value(60));
    let group = option::of(select(vec!["a", "b"]));
    (text::value(40), text::value(40), help(), help(), any::<bool>(), group, kind()).prop_map(
        move |(key, label, description, placeholder, required, group, kind)| CustomField {
            description,
            placeholder,
            required,
            group: group.map(str::to_owned),
            kind,
            ..named(id, key, label)
        },
    )
}

fn named(id: FieldId, key: String, label: String) -> CustomField {
    CustomField {
        id,
        key,
        label,
        description: None,
        placeholder: None,
        required: false,
        group: None,
        kind: FieldKind::Text,
    }
}

fn kind() -> impl Strategy<Value = FieldKind> {
    let formats = subsequence(FORMATS.to_vec(), 0..=FORMATS.len());
    prop_oneof![
        Just(FieldKind::Text),
        Just(FieldKind::TextArea),
        btree_set(text::value(40), 1..5)
            .prop_map(|options| FieldKind::Select { options: options.into_iter().collect() }),
        (formats, option::of(1..4_u64)).prop_map(|(formats, max_files)| {
            let formats = formats.into_iter().map(str::to_owned).collect();
            FieldKind::Files(FileRule { formats, max_files })
        }),
    ]
}

/// Sorts the fields so that the fields of a group are next to each other, as in the result of `parse_fields`.
fn grouped(mut fields: Vec<CustomField>) -> Vec<CustomField> {
    fields.sort_by(|a, b| a.group.cmp(&b.group));
    fields
}
