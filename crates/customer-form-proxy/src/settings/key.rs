//! A form's API key, from an environment variable or a file. The configuration file itself never contains the key.

use std::path::Path;

use http::HeaderValue;
use secrecy::SecretString;

use super::section::Section;
use super::{Environment, SettingsProblem};

/// Reads the API key. `None`: a mistake was reported.
pub(super) fn read(section: &mut Section<'_>, folder: &Path, env: Environment<'_>) -> Option<SecretString> {
    match (section.has("api_key_env"), section.has("api_key_file")) {
        (true, true) => section.report("api_key_file", SettingsProblem::TwoKeys),
        (false, false) => section.report("api_key_env", SettingsProblem::NoKey),
        (true, false) => return section.text("api_key_env", |name| from_variable(name, env)),
        (false, true) => return section.text("api_key_file", |file| from_file(folder, file)),
    }
    None
}

fn from_variable(name: &str, env: Environment<'_>) -> Result<SecretString, SettingsProblem> {
    let key = env(name).ok_or_else(|| SettingsProblem::NoSuchVariable { name: name.to_owned() })?;
    usable(key)
}

fn from_file(folder: &Path, file: &str) -> Result<SecretString, SettingsProblem> {
    let key = std::fs::read_to_string(folder.join(file))
        .map_err(|error| SettingsProblem::KeyFile { file: file.to_owned(), why: error.to_string() })?;
    // Editors add a line break at the end of a file.
    usable(key.trim_end_matches(['\r', '\n']).to_owned())
}

fn usable(key: String) -> Result<SecretString, SettingsProblem> {
    let visible = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && HeaderValue::from_str(&key).is_ok() {
        Ok(SecretString::from(key))
    } else {
        Err(SettingsProblem::UnusableKey)
    }
}
