//! Mistakes in a configuration file, in words that tell an operator what to change.

use std::fmt;

use thiserror::Error;

/// A configuration file that the proxy refuses to start with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct InvalidSettings {
    /// The mistakes in the order of their lines. The list is never empty.
    pub mistakes: Vec<Mistake>,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from 1. `None`: the mistake has no line, such as a missing key of the whole file.
    pub line: Option<usize>,
    /// The path of the setting, such as `forms[0].origins`. It is empty for the whole file. Lists are counted from 0.
    pub key: String,
    /// The problem of the setting.
    pub problem: SettingsProblem,
}

/// The problem of a setting. Its text never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the sentence of each variant is its documentation")]
pub enum SettingsProblem {
    #[error("cannot read the configuration file: {why}")]
    Unreadable { why: String },
    #[error("the TOML syntax is not valid: {message}")]
    Syntax { message: String },
    #[error("unknown setting; the allowed settings are: {known}")]
    UnknownKey { known: String },
    #[error("this required setting is missing")]
    Missing,
    #[error("expected {expected}, found {found}")]
    WrongType { expected: &'static str, found: &'static str },
    #[error("the value must be at least {min}")]
    TooSmall { min: u64 },
    #[error("the value must be at most {max}")]
    TooLarge { max: u64 },
    #[error("unknown value; the allowed values are: {choices}")]
    NotAChoice { choices: &'static str },
    #[error(
        "\"{written}\" is not a valid listen address; write an IP address and a port, such as \"127.0.0.1:8080\""
    )]
    NotAListener { written: String },
    #[error("`listen` also has port {port}; choose a different port")]
    SamePort { port: u16 },
    #[error("the URL \"{written}\" is not allowed here: {why}")]
    NotAUrl { written: String, why: &'static str },
    #[error(
        "http sends the API key without encryption; use https (http is allowed only for localhost, 127.0.0.1 and [::1])"
    )]
    PlainHttp,
    #[error("\"{written}\" is not a valid origin: {why}")]
    NotAnOrigin { written: String, why: super::InvalidOrigin },
    #[error("\"{written}\" is not a valid form id; use 1 to 64 of the characters a-z, 0-9 and -")]
    NotAFormId { written: String },
    #[error("the form in line {first_line} already has the id \"{id}\"; choose a different id")]
    DuplicateForm { id: String, first_line: usize },
    #[error("the file defines no form; add at least one [[forms]] section")]
    NoForms,
    #[error("the form has no API key; set either `api_key_env` or `api_key_file`")]
    NoKey,
    #[error("set either `api_key_env` or `api_key_file`, not both")]
    TwoKeys,
    #[error("the environment variable {name} is not set")]
    NoSuchVariable { name: String },
    #[error("cannot read the API key from the file {file}: {why}")]
    KeyFile { file: String, why: String },
    #[error(
        "the API key is empty, or contains spaces or characters that are not visible ASCII; copy the key again"
    )]
    UnusableKey,
    #[error("unknown module \"{name}\"; the modules are: invoice, contract, proposal, meeting")]
    NoSuchModule { name: String },
    #[error(
        "unknown permission \"{name}\"; a permission is view, create, edit or delete with a hyphen and the module, such as \"view-invoice\""
    )]
    NoSuchPermission { name: String },
    #[error(
        "the permission \"{name}\" belongs to the module {module}; move the permission to the list `{module}`"
    )]
    WrongModule { name: String, module: &'static str },
    #[error("grant at least one permission; the CRM refuses a customer without permissions")]
    NothingGranted,
    #[error(
        "the permission \"{name}\" is both granted and offered; remove the permission from `granted` or from `offered`"
    )]
    GrantedAndOffered { name: String },
    #[error(
        "`limits.variables` must be at least {min}: 5 for the fixed fields, and 1 for each granted permission"
    )]
    TooFewVariables { min: u64 },
    #[error("\"{written}\" is a file field; a URL can fill in text fields only")]
    PrefilledFile { written: String },
    #[error(
        "\"{written}\" is a permission; a URL can fill in text fields only, because the author of a link must not choose permissions"
    )]
    PrefilledPermission { written: String },
    #[error("\"{written}\" is not the path of a text field, such as \"email\" or \"custom_fields.52.value\"")]
    NotAPrefill { written: String },
    #[error("the text must be one line of {min_chars} to {max_chars} characters, without control characters")]
    NotALine { min_chars: usize, max_chars: usize },
    #[error(
        "the text must have at most {max_chars} characters, and no control characters except line breaks and tabs"
    )]
    NotAText { max_chars: usize },
    #[error("this setting has an effect only together with `{key}`; set `{key}`, or remove this setting")]
    Without { key: &'static str },
    #[error("cannot read the logo from the file {file}: {why}")]
    LogoFile { file: String, why: String },
    #[error(
        "the logo file {file} has more than {max_bytes} bytes; use a smaller file, because every visitor downloads the logo"
    )]
    LogoTooLarge { file: String, max_bytes: u64 },
    #[error("the logo file {file} is not a PNG, JPEG, WebP or SVG picture")]
    NotALogo { file: String },
    #[error(
        "\"{written}\" is not a valid colour; write the colour as \"#rrggbb\" or \"#rgb\", such as \"#1d5fd1\" or \"#06c\""
    )]
    NotAColour { written: String },
    #[error(
        "http sends visitors to this URL without encryption; use https (http is allowed only for localhost, 127.0.0.1 and [::1])"
    )]
    PlainLink,
    #[error("\"{written}\" is not a valid language tag; write a BCP 47 tag, such as \"en\" or \"de-CH\"")]
    NotALanguage { written: String },
    #[error(
        "\"{written}\" is not a valid network; write the network in CIDR notation, such as \"10.0.0.0/8\""
    )]
    NotACidr { written: String },
    #[error(
        "no web server can have an address in the network \"{written}\"; write the network of your web server, and an IPv4 network in IPv4 notation, such as \"10.0.0.0/8\""
    )]
    CidrWithoutPeers { written: String },
    #[error(
        "the store's URL is not valid; write \"sqlite:FILE\", \"memory:\", \"redis://HOST\" or \"rediss://HOST\""
    )]
    NotAStore,
    #[error("set either `url` or `url_env`, not both")]
    TwoStores,
    #[error(
        "the folder {folder} does not exist; create the folder, or choose a different file for the store"
    )]
    NoStoreFolder { folder: String },
}

impl fmt::Display for Mistake {
    /// Writes, for example, `line 12, forms[0].id: missing`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            f.write_str(if self.key.is_empty() { ": " } else { ", " })?;
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}", self.problem)
    }
}

impl fmt::Display for InvalidSettings {
    /// Writes one line for each mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{mistake}")?;
        }
        Ok(())
    }
}
