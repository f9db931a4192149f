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
    /// What is wrong with the setting.
    pub problem: SettingsProblem,
}

/// What is wrong with a setting. It never contains a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "the sentence of each variant is its documentation")]
pub enum SettingsProblem {
    #[error("cannot be read: {why}")]
    Unreadable { why: String },
    #[error("not TOML: {message}")]
    Syntax { message: String },
    #[error("no such setting; here are: {known}")]
    UnknownKey { known: String },
    #[error("missing")]
    Missing,
    #[error("{found} instead of {expected}")]
    WrongType { expected: &'static str, found: &'static str },
    #[error("has to be at least {min}")]
    TooSmall { min: u64 },
    #[error("has to be at most {max}")]
    TooLarge { max: u64 },
    #[error("not one of {choices}")]
    NotAChoice { choices: &'static str },
    #[error("\"{written}\" is no address to listen on, such as \"127.0.0.1:8080\"")]
    NotAListener { written: String },
    #[error("port {port} is listen's port, too; the private listener needs its own")]
    SamePort { port: u16 },
    #[error("\"{written}\" is no http or https URL{why}")]
    NotAUrl { written: String, why: &'static str },
    #[error(
        "plain http would send the API key in the clear; only https may be used, or http to this machine"
    )]
    PlainHttp,
    #[error("\"{written}\" is no origin: {why}")]
    NotAnOrigin { written: String, why: super::InvalidOrigin },
    #[error("\"{written}\" is no form id: 1 to 64 of a-z, 0-9 and -")]
    NotAFormId { written: String },
    #[error("line {first_line} has a form \"{id}\" already")]
    DuplicateForm { id: String, first_line: usize },
    #[error("at least one [[forms]] is needed")]
    NoForms,
    #[error("api_key_env or api_key_file is needed")]
    NoKey,
    #[error("only one of api_key_env and api_key_file can hold")]
    TwoKeys,
    #[error("the environment variable {name} is not set")]
    NoSuchVariable { name: String },
    #[error("the file {file} cannot be read: {why}")]
    KeyFile { file: String, why: String },
    #[error("the API key is empty, or has characters that no HTTP header can carry")]
    UnusableKey,
    #[error("there is no module \"{name}\"; there are invoice, contract, proposal and meeting")]
    NoSuchModule { name: String },
    #[error(
        "there is no permission \"{name}\"; a permission is view-, create-, edit- or delete- and its module"
    )]
    NoSuchPermission { name: String },
    #[error("\"{name}\" belongs under {module}")]
    WrongModule { name: String, module: &'static str },
    #[error("at least one permission has to be granted: the CRM creates no customer without")]
    NothingGranted,
    #[error("\"{name}\" is granted already; only a permission that is not always sent can be chosen")]
    GrantedAndOffered { name: String },
    #[error("limits.variables has to be at least {min}: five fixed fields, and every granted permission")]
    TooFewVariables { min: u64 },
    #[error("\"{written}\" is a file: no address can carry one")]
    PrefilledFile { written: String },
    #[error("\"{written}\" is a permission: whoever makes a link must not choose what a customer may do")]
    PrefilledPermission { written: String },
    #[error("\"{written}\" is no text of a form, such as \"email\" or \"custom_fields.52.value\"")]
    NotAPrefill { written: String },
    #[error("has to be one line of {min_chars} to {max_chars} characters")]
    NotALine { min_chars: usize, max_chars: usize },
    #[error("has to be plain text of at most {max_chars} characters")]
    NotAText { max_chars: usize },
    #[error("has no meaning without {key}")]
    Without { key: &'static str },
    #[error("the file {file} cannot be read: {why}")]
    LogoFile { file: String, why: String },
    #[error("the file {file} has more than {max_bytes} bytes; visitors wait for it")]
    LogoTooLarge { file: String, max_bytes: u64 },
    #[error("the file {file} is no PNG, JPEG, WebP or SVG picture")]
    NotALogo { file: String },
    #[error("\"{written}\" is no colour, such as \"#1d5fd1\" or \"#06c\"")]
    NotAColour { written: String },
    #[error("visitors would go there over plain http; only https may be used, or http to this machine")]
    PlainLink,
    #[error("\"{written}\" is no language tag, such as \"en\" or \"de-CH\"")]
    NotALanguage { written: String },
    #[error("\"{written}\" is no CIDR, such as \"10.0.0.0/8\"")]
    NotACidr { written: String },
    #[error(
        "no web server connects from \"{written}\"; an IPv4 network is written as such, as in \"10.0.0.0/8\""
    )]
    NobodysCidr { written: String },
    #[error("not \"sqlite:FILE\", \"memory:\" or \"redis://…\"")]
    NotAStore,
    #[error("only one of url and url_env can hold")]
    TwoStores,
    #[error("the folder {folder} is not there")]
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
