//! Checks of properties that hold for every input. They are the code of the fuzz targets in `fuzz/`, and an ordinary
//! test runs them with the targets' seeds.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::crm::assert_sound;
use crate::crm::{CrmAnswer, MAX_FIELDS, parse_fields, read_answer};
use crate::wire::FieldError;
use crate::{
    CustomValue, Entry, FieldPath, FileInfo, FixedField, FormConfig, Limits, Permission, PhotoRule, parts,
    validate,
};

/// The name of a fuzz target, and its function. The function panics if an input shows a fault.
pub type Target = (&'static str, fn(&[u8]));

/// The fuzz targets of this crate.
pub const TARGETS: &[Target] = &[
    ("bracket_key", bracket_key),
    ("crm_answer", crm_answer),
    ("crm_config", crm_config),
    ("dotted_path", dotted_path),
    ("form_config", form_config),
];

/// Checks the reading of the CRM's field configuration: the fields that are read from any body are sound, and their
/// JSON reads back unchanged.
///
/// # Panics
/// If the properties do not hold for the input. This is the same for all functions of this module.
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

/// Checks the reading of the CRM's answer. The first two bytes of the input are the status, and the other bytes are the
/// body. An answer with status 201 always means a created customer. A refusal has a report that the browser can read.
pub fn crm_answer(input: &[u8]) {
    let Some((status, body)) = input.split_first_chunk() else { return };
    let status = u16::from_be_bytes(*status);
    match read_answer(status, body) {
        CrmAnswer::Rejected(report) => {
            assert!(!report.is_empty());
            assert_eq!(FieldError::to_report(&FieldError::from_report(&report)), report);
        }
        answer => assert!(status != 201 || matches!(answer, CrmAnswer::Created(_))),
    }
}

/// Checks bracket keys: a key that is read has exactly one spelling, and it has a dotted path.
pub fn bracket_key(input: &[u8]) {
    let Ok(key) = std::str::from_utf8(input) else { return };
    let Some(path) = FieldPath::from_bracket(key) else { return };
    assert_eq!(path.to_bracket(), key);
    assert_eq!(FieldPath::from_dotted(&path.to_dotted()), Some(path));
}

/// Checks dotted paths: a path that is read has exactly one spelling, and it has a bracket key.
pub fn dotted_path(input: &[u8]) {
    let Ok(dotted) = std::str::from_utf8(input) else { return };
    let Some(path) = FieldPath::from_dotted(dotted) else { return };
    assert_eq!(path.to_dotted(), dotted);
    assert_eq!(FieldPath::from_bracket(&path.to_bracket()), Some(path));
}

/// Checks the form configuration as the browser reads it: its JSON reads back unchanged, and no form configuration
/// makes the validator panic.
pub fn form_config(input: &[u8]) {
    let Ok(config) = serde_json::from_slice::<FormConfig>(input) else { return };
    assert_reads_back(&config);

    let empty = Entry::default();
    assert!(!validate(&config, &empty).is_empty(), "the fixed fields are missing");
    assert_eq!(parts(&config, &empty).len(), 5);

    // First every field has the same text, then every field has the same files.
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

/// Runs every target of a fuzz crate on all its seeds and returns the number of seeds. The seeds protect against faults
/// that the fuzzer has found before, and the replay needs no fuzzer.
///
/// # Errors
/// The crate's folder cannot be read.
///
/// # Panics
/// If a seed shows a fault (stderr then shows the seed's path), if a target has no seeds, or if the folders
/// `fuzz_targets/` and `seeds/` of the crate do not match `targets`.
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
    assert_eq!(stems("seeds")?, sorted(expected), "{}: wrong folders in seeds/", fuzz_crate.display());
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

/// The paths of the files in a folder, sorted.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
