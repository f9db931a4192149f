//! What has to hold of every input, whatever its bytes: the bodies of the fuzz targets in `fuzz/`, and the replay of
//! their seeds as an ordinary test.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::crm::assert_sound;
use crate::crm::{Answer, MAX_FIELDS, parse_fields, read_answer};
use crate::wire::FieldError;
use crate::{
    CustomValue, Entry, FieldPath, FileInfo, FixedField, FormConfig, Limits, Permission, PhotoRule, parts,
    validate,
};

/// A fuzz target: its name, and what panics if an input shows a fault.
pub type Target = (&'static str, fn(&[u8]));

/// This crate's targets.
pub const TARGETS: &[Target] = &[
    ("bracket_key", bracket_key),
    ("crm_answer", crm_answer),
    ("crm_config", crm_config),
    ("dotted_path", dotted_path),
    ("form_config", form_config),
];

/// The CRM's field configuration: whatever comes, what is read is sound and survives the way to the browser.
///
/// # Panics
/// If that does not hold of `body`, like all functions here.
pub fn crm_config(body: &[u8]) {
    let Ok(parsed) = parse_fields(body) else { return };
    assert_sound(&parsed.fields);
    assert!(parsed.fields.len() <= MAX_FIELDS);
    let config = FormConfig {
        form: "acme".to_owned(),
        photo: PhotoRule::Required,
        fields: parsed.fields,
        offered: Permission::from_name("view-contract").into_iter().collect(),
        limits: Limits::default(),
        prefill_from_url: vec![FieldPath::Fixed(FixedField::Email)],
    };
    assert_reads_back(&config);
    validate(&config, &Entry::default());
}

/// The CRM's answer: the first two bytes are the status, the others the body. No answer denies a customer that there
/// is, and a refusal says something that the browser can read.
pub fn crm_answer(input: &[u8]) {
    let Some((status, body)) = input.split_first_chunk() else { return };
    let status = u16::from_be_bytes(*status);
    match read_answer(status, body) {
        Answer::Rejected(report) => {
            assert!(!report.is_empty());
            assert_eq!(FieldError::to_report(&FieldError::from_report(&report)), report);
        }
        answer => assert!(status != 201 || matches!(answer, Answer::Created(_))),
    }
}

/// Bracket keys: what reads as one is spelled so and in no other way, and has a dotted path.
pub fn bracket_key(input: &[u8]) {
    let Ok(key) = std::str::from_utf8(input) else { return };
    let Some(path) = FieldPath::from_bracket(key) else { return };
    assert_eq!(path.to_bracket(), key);
    assert_eq!(FieldPath::from_dotted(&path.to_dotted()), Some(path));
}

/// Dotted paths: what reads as one is spelled so and in no other way, and has a bracket key.
pub fn dotted_path(input: &[u8]) {
    let Ok(dotted) = std::str::from_utf8(input) else { return };
    let Some(path) = FieldPath::from_dotted(dotted) else { return };
    assert_eq!(path.to_dotted(), dotted);
    assert_eq!(FieldPath::from_bracket(&path.to_bracket()), Some(path));
}

/// The form's description, as the browser reads it: it reads back from what it is written as, and none makes the
/// validator panic.
pub fn form_config(input: &[u8]) {
    let Ok(config) = serde_json::from_slice::<FormConfig>(input) else { return };
    assert_reads_back(&config);

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
}

fn assert_reads_back(config: &FormConfig) {
    let text = serde_json::to_string(config).unwrap_or_default();
    assert_eq!(serde_json::from_str::<FormConfig>(&text).ok().as_ref(), Some(config), "{text}");
}

/// Runs every target of a fuzz crate over all its seeds, and returns how many there are: what was found once stays
/// found, without a fuzzer.
///
/// # Errors
/// The crate's folder cannot be read.
///
/// # Panics
/// If a seed shows a fault; its path stands on stderr. And if a target has no seeds, or the crate's `fuzz_targets/`
/// and `seeds/` are not those of `targets`.
pub fn replay(fuzz_crate: &Path, targets: &[Target]) -> io::Result<usize> {
    let expected: Vec<_> = targets.iter().map(|(name, _)| Some((*name).into())).collect();
    let stems = |folder| -> io::Result<Vec<_>> {
        Ok(entries(&fuzz_crate.join(folder))?.iter().map(|path| path.file_stem().map(Into::into)).collect())
    };
    let sorted = |mut names: Vec<Option<PathBuf>>| {
        names.sort();
        names
    };
    assert_eq!(
        stems("fuzz_targets")?,
        sorted(expected.clone()),
        "{} has other targets",
        fuzz_crate.display()
    );
    assert_eq!(stems("seeds")?, sorted(expected), "{} has seeds of others", fuzz_crate.display());
    let mut number = 0;
    for (name, check) in targets {
        let seeds = entries(&fuzz_crate.join("seeds").join(name))?;
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for seed in seeds {
            eprintln!("{}", seed.display());
            check(&fs::read(&seed)?);
            number += 1;
        }
    }
    Ok(number)
}

/// What is in a folder, sorted.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
