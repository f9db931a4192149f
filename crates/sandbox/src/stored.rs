//! What the sandbox keeps of a customer, as tests and `GET /customers.json` see it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A customer as stored. Texts are the bytes that came, neither trimmed nor normalised.
///
/// Laravel's `TrimStrings` would trim them, and its rules are checked here on the trimmed value as there. But
/// the sandbox's purpose is to show what arrived, and a test that compares byte for byte must see a space
/// that got lost on the way, or one that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCustomer {
    /// Counts from 1, and again from 1 after a reset.
    pub id: u64,
    /// The person's email address; unique without regard to case.
    pub email: String,
    /// First name.
    pub name: String,
    /// Last name.
    pub last_name: String,
    /// Phone number.
    pub phone: String,
    /// What was sent as `business_information[...]`.
    pub business_information: BusinessInformation,
    /// The profile photo; none only where [`PhotoRule::Optional`](crate::PhotoRule::Optional) allows it.
    pub profile_photo: Option<StoredFile>,
    /// Granted actions by module, such as `invoice`: `view-invoice`.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
    /// What was sent as `custom_fields[N][...]`, by N. A field that was not sent is not there.
    pub custom_fields: BTreeMap<u64, StoredField>,
    /// When it was stored, in UTC, as `2025-10-01T00:40:54.000000Z`.
    pub created_at: String,
}

/// The business members that the API page documents; none where nothing was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the API page says no more about them than their names do")]
pub struct BusinessInformation {
    pub company_name: Option<String>,
    pub company_phone: Option<String>,
    pub company_email: Option<String>,
    pub company_website: Option<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub country: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip_code: Option<String>,
    pub fax: Option<String>,
}

/// One custom field of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredField {
    /// The id of the value itself, unique over all customers; not the field's id.
    pub value_id: u64,
    /// What was sent as `key`.
    pub key: String,
    /// What was sent as `value`; none for a file field.
    pub value: Option<String>,
    /// What was sent as `file_upload[formats][]`, in order. It is kept and not judged: the API page's own
    /// third sample sends formats that its file does not have.
    pub formats: Vec<String>,
    /// The files, in the order in which they were sent.
    pub files: Vec<StoredFile>,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Unique over all files; the file is served at `/files/{id}`.
    pub id: u64,
    /// The base name that PHP read from the part.
    pub name: String,
    /// The part's `Content-Type` without parameters; empty if it had none.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Of the content, in lower-case hexadecimal.
    pub sha256: String,
    /// Whether it begins as a JPEG, PNG, GIF or WebP does, whatever its name says.
    pub is_image: bool,
    /// Where the bytes lie on disk, below the data directory.
    pub path: PathBuf,
}
