//! The options of a sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use secrecy::SecretString;

use crate::account::FieldsAnswer;
use crate::php::limits::PhpLimits;

/// The default API key. It protects nothing: clients only need a key to send.
const DEFAULT_API_KEY: &str = "sandbox-key";

/// The options of a sandbox; [`SandboxOptions::new`] sets every default.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// The directory of the database and the uploaded files. It is created if it does not exist; existing data is
    /// kept.
    pub data_dir: PathBuf,
    /// The API key that clients must send as `Authorization: Bearer …`. Default: `sandbox-key`.
    pub api_key: SecretString,
    /// The answer of `GET /api/custom-fields`. Default: the built-in demo account.
    pub fields: FieldsAnswer,
    /// The address to listen on. Default: a free port of the loopback interface.
    pub listen: SocketAddr,
    /// PHP's limits for a form.
    pub php: PhpLimits,
    /// Whether a customer needs a profile photo. Default: required, as the API page says.
    pub photo: PhotoRule,
}

/// Whether a customer needs a profile photo.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotoRule {
    /// A photo is required, as the API page says.
    #[default]
    Required,
    /// A photo is optional. This covers a CRM that differs from its documentation: the sample answer on the API page
    /// has no photo.
    Optional,
}

impl SandboxOptions {
    /// The default options with this data directory.
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
