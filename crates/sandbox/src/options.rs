//! How a sandbox is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use secrecy::SecretString;

use crate::account::FieldsAnswer;
use crate::php::limits::PhpLimits;

/// The key that a sandbox expects unless told otherwise. It guards nothing: it is there to be sent.
const DEFAULT_API_KEY: &str = "sandbox-key";

/// How a sandbox is set up; [`SandboxOptions::new`] gives every default.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Holds the database and the uploaded files. Made if it is not there; what it holds stays.
    pub data_dir: PathBuf,
    /// What has to come as `Authorization: Bearer …`. Default `sandbox-key`.
    pub api_key: SecretString,
    /// What `GET /api/custom-fields` answers. Default: the built-in demo account.
    pub fields: FieldsAnswer,
    /// Where to listen. Default: a free port of the loopback interface.
    pub listen: SocketAddr,
    /// PHP's limits on a form.
    pub php: PhpLimits,
    /// Whether a customer needs a profile photo. Default: required, as the API page says.
    pub photo: PhotoRule,
}

/// Whether a customer needs a profile photo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotoRule {
    /// As the API page says.
    #[default]
    Required,
    /// As a CRM that says one thing and does another: its own sample of an answer has no photo.
    Optional,
}

impl SandboxOptions {
    /// Every default, for a data directory.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            api_key: DEFAULT_API_KEY.into(),
            fields: FieldsAnswer::demo(),
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            php: PhpLimits::default(),
            photo: PhotoRule::default(),
        }
    }
}
