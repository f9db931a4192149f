//! `[[forms]]`: the settings of each form.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use customer_form_contract::room::FIXED_VARIABLES;
use customer_form_contract::{FieldPath, Limits, Permission, PhotoRule};
use secrecy::SecretString;

use super::section::Section;
use super::{
    Environment, Origin, PageSettings, ProofOfWork, SettingsProblem, address, key, page, permissions,
    prefill, proof_of_work,
};

/// The settings of one form.
#[derive(Debug, Clone)]
pub struct FormSettings {
    /// The form's name in URLs and in the element's `form` attribute: 1 to 64 characters of `a-z`, `0-9` and `-`.
    pub id: String,
    /// The API key of the CRM account. Its `Debug` output is redacted.
    pub api_key: SecretString,
    /// The origins of the pages that may embed the form. The proxy's own origin is always allowed and not in this list.
    pub origins: Vec<Origin>,
    /// Whether the form asks for a photo. Default: required, as the API page says.
    pub photo: PhotoRule,
    /// The permissions that every customer gets: at least one.
    pub granted: BTreeSet<Permission>,
    /// The permissions that a visitor may choose. None of them is in `granted`.
    pub offered: BTreeSet<Permission>,
    /// The text fields that query parameters of a page's URL may fill in. Default: none.
    pub prefill_from_url: Vec<FieldPath>,
    /// The proof of work that a browser must do for each submission. Default: none.
    pub proof_of_work: Option<ProofOfWork>,
    /// The form's onboarding page.
    pub page: PageSettings,
}

/// The context that a form's settings are read in.
pub(super) struct Surroundings<'a> {
    pub(super) folder: &'a Path,
    pub(super) env: Environment<'a>,
    pub(super) limits: &'a Limits,
}

/// The longest form id. An id is part of URLs and log lines.
const MAX_ID_CHARS: usize = 64;

pub(super) fn read_all(
    root: &mut Section<'_>,
    surroundings: &Surroundings<'_>,
    warnings: &mut Vec<String>,
) -> Vec<FormSettings> {
    let sections = root.tables("forms");
    if sections.is_empty() {
        root.report("forms", SettingsProblem::NoForms);
    }
    let mut lines = BTreeMap::new();
    let mut forms = Vec::new();
    for section in sections {
        let form = read(section, surroundings, &mut lines);
        warnings.extend(form.iter().flat_map(faint_accents));
        forms.extend(form);
    }
    forms
}

/// Reads one form. `None`: a required setting is missing, and was reported. `lines` contains the line of each form that
/// was read so far, by id.
fn read(
    mut section: Section<'_>,
    surroundings: &Surroundings<'_>,
    lines: &mut BTreeMap<String, usize>,
) -> Option<FormSettings> {
    let id = section.required_text("id", form_id);
    if let Some(id) = &id {
        match lines.get(id) {
            Some(first_line) => {
                let (id, first_line) = (id.clone(), *first_line);
                section.report("id", SettingsProblem::DuplicateForm { id, first_line });
            }
            None => drop(lines.insert(id.clone(), section.line())),
        }
    }
    let api_key = key::read(&mut section, surroundings.folder, surroundings.env);
    let origins = section.texts("origins", address::origin);
    let photo = section.text("photo", photo_rule).unwrap_or_default();
    let prefill_from_url = section.texts("prefill_from_url", prefill::path);
    let permissions = permissions::read(&mut section);
    let min = FIXED_VARIABLES + permissions.granted.len() as u64;
    if surroundings.limits.variables < min {
        section.report("permissions", SettingsProblem::TooFewVariables { min });
    }
    let proof_of_work = proof_of_work::read(section.table("proof_of_work"));
    let page = page::read(section.table("page"), surroundings.folder);
    section.finish();
    let permissions::Permissions { granted, offered } = permissions;
    Some(FormSettings {
        id: id?,
        api_key: api_key?,
        origins,
        photo,
        granted,
        offered,
        prefill_from_url,
        proof_of_work,
        page,
    })
}

fn faint_accents(form: &FormSettings) -> impl Iterator<Item = String> {
    let faint = form.page.accent.into_iter().flat_map(page::Accent::faint);
    faint.map(|(key, colour, contrast)| {
        format!(
            "form {}: `{key}` {colour} has too little contrast with the page ({contrast:.2} to 1); \
             choose a colour with at least 3 to 1",
            form.id
        )
    })
}

fn form_id(text: &str) -> Result<String, SettingsProblem> {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if (1..=MAX_ID_CHARS).contains(&text.len()) && text.bytes().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(SettingsProblem::NotAFormId { written: text.to_owned() })
    }
}

fn photo_rule(text: &str) -> Result<PhotoRule, SettingsProblem> {
    match text {
        "required" => Ok(PhotoRule::Required),
        "optional" => Ok(PhotoRule::Optional),
        "off" => Ok(PhotoRule::Off),
        _ => Err(SettingsProblem::NotAChoice { choices: "\"required\", \"optional\", \"off\"" }),
    }
}
