//! Generators of entries.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::config::{form, hostile_form};
use super::id::{any_permission, field_id};
use super::text;
use crate::format::aliases;
use crate::limits::MAX_LINE_CHARS;
use crate::{
    CustomField, CustomValue, Entry, FieldId, FieldKind, FileInfo, FileRule, FixedField, FormConfig,
    ImageFormat, Limits, PhotoRule,
};

/// A form configuration and an entry that is valid by construction.
pub fn valid_form() -> impl Strategy<Value = (FormConfig, Entry)> {
    form().prop_flat_map(|config| {
        let entry = valid(&config);
        (Just(config), entry)
    })
}

/// A form configuration and an arbitrary entry.
pub fn hostile() -> impl Strategy<Value = (FormConfig, Entry)> {
    prop_oneof![form().boxed(), hostile_form().boxed()].prop_flat_map(|config| {
        let entry = anything(&config);
        (Just(config), entry)
    })
}

/// An entry that is valid by construction for a form configuration of [`form`]. Optional fields are left out, blank or
/// filled in.
pub fn valid(config: &FormConfig) -> impl Strategy<Value = Entry> + use<> {
    let line = || text::value(MAX_LINE_CHARS);
    let custom: Vec<_> = config.fields.iter().map(|field| custom(field, &config.limits)).collect();
    let permissions = subsequence(config.offered.clone(), 0..=config.offered.len());
    let photo = photo(config.photo, config.limits.photo_bytes);
    let fixed: Vec<_> = FixedField::TEXTS
        .iter()
        .map(|field| if *field == FixedField::Email { text::email().boxed() } else { line().boxed() })
        .collect();
    (fixed, photo, custom, permissions).prop_map(|(fixed, photo, custom, permissions)| Entry {
        fixed: FixedField::TEXTS.iter().copied().zip(fixed).collect(),
        photo,
        custom: custom.into_iter().filter_map(|(id, value)| Some((id, value?))).collect(),
        permissions: permissions.into_iter().collect(),
    })
}

/// An arbitrary entry. Half of its custom fields are fields of the form.
pub fn anything(config: &FormConfig) -> impl Strategy<Value = Entry> + use<> {
    let ids: Vec<_> = config.fields.iter().map(|field| field.id).collect();
    let id = if ids.is_empty() { field_id().boxed() } else { prop_oneof![select(ids), field_id()].boxed() };
    let value = prop_oneof![
        text::anything().prop_map(CustomValue::Text),
        vec(any_file(), 0..4).prop_map(CustomValue::Files),
    ];
    let line = text::anything;
    let permissions = vec(any_permission(), 0..4);
    (vec(line(), FixedField::TEXTS.len()), option::of(any_file()), btree_map(id, value, 0..8), permissions)
        .prop_map(|(fixed, photo, custom, permissions)| Entry {
            fixed: FixedField::TEXTS.iter().copied().zip(fixed).collect(),
            photo,
            custom: custom.into_iter().collect(),
            permissions: permissions.into_iter().collect(),
        })
}

fn custom(field: &CustomField, limits: &Limits) -> BoxedStrategy<(FieldId, Option<CustomValue>)> {
    let (id, required) = (field.id, field.required);
    let filled = match &field.kind {
        FieldKind::Text => text::value(limits.text_bytes).prop_map(CustomValue::Text).boxed(),
        FieldKind::TextArea => text::value(limits.textarea_bytes).prop_map(CustomValue::Text).boxed(),
        FieldKind::Select { options } => select(options.clone()).prop_map(CustomValue::Text).boxed(),
        FieldKind::Files(rule) => files(rule, limits).prop_map(CustomValue::Files).boxed(),
    };
    let empty = match &field.kind {
        FieldKind::Files(_) => Just(CustomValue::Files(Vec::new())).boxed(),
        _ => text::blank().prop_map(CustomValue::Text).boxed(),
    };
    let value = if required {
        filled.prop_map(Some).boxed()
    } else {
        prop_oneof![2 => filled.prop_map(Some), 1 => empty.prop_map(Some), 1 => Just(None)].boxed()
    };
    (Just(id), value).boxed()
}

fn files(rule: &FileRule, limits: &Limits) -> impl Strategy<Value = Vec<FileInfo>> + use<> {
    // At most two files, so that the files of a whole form stay within the limit of the CRM.
    let most = rule.max_files.map_or(2, |max| usize::try_from(max).unwrap_or(2).min(2));
    let ending = match rule.formats.is_empty() {
        true => Just(String::new()).boxed(),
        false => (select(rule.formats.clone()), any::<bool>())
            .prop_flat_map(|(format, upper)| {
                let names: Vec<_> = aliases(&format).map(str::to_owned).chain([format.clone()]).collect();
                select(names).prop_map(move |name| {
                    format!(".{}", if upper { name.to_ascii_uppercase() } else { name })
                })
            })
            .boxed(),
    };
    let file = (stem(), ending, 1..=limits.file_bytes).prop_map(|(stem, ending, bytes)| FileInfo {
        name: stem + &ending,
        bytes,
        image: None,
    });
    vec(file, 1..=most)
}

fn photo(rule: PhotoRule, max_bytes: u64) -> BoxedStrategy<Option<FileInfo>> {
    let ending = prop_oneof![
        Just(String::new()),
        select(vec![".jpg", ".JPEG", ".png", ".webp", ".pjpeg", ".jpg_large", ".MPO", ". Moritz", ".HEIC"])
            .prop_map(str::to_owned),
    ];
    // The longest signature has 12 bytes.
    let photo = (stem(), ending, 12..=max_bytes, select(&ImageFormat::ALL[..])).prop_map(
        |(stem, ending, bytes, image)| FileInfo { name: stem + &ending, bytes, image: Some(image) },
    );
    match rule {
        PhotoRule::Required => photo.prop_map(Some).boxed(),
        PhotoRule::Optional => option::of(photo).boxed(),
        PhotoRule::Off => Just(None).boxed(),
    }
}

/// The start of a file's name, without dots and without characters that multipart encoding changes.
fn stem() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 _()№äöüß日本-]{1,12}"
}

fn any_file() -> impl Strategy<Value = FileInfo> {
    let bytes = prop_oneof![Just(0), 1..200_u64, Just(u64::MAX), any::<u64>()];
    let name =
        prop_oneof![text::anything(), stem().prop_map(|stem| stem + ".pdf"), Just("me.png".to_owned())];
    (name, bytes, option::of(select(&ImageFormat::ALL[..]))).prop_map(|(name, bytes, image)| FileInfo {
        name,
        bytes,
        image,
    })
}
