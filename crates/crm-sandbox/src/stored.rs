//! The stored data of a customer, as tests and `GET /customers.json` see it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A customer as stored. Texts are kept as they arrived, neither trimmed nor normalised.
///
/// Laravel's `TrimStrings` would trim them. The rules here check the trimmed value, as Laravel does, but the store
/// keeps the original, because the sandbox must show what arrived: a test that compares byte for byte must notice a
/// space that was lost or added on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCustomer {
    /// The id. It starts at 1, and again at 1 after a reset.
    pub id: u64,
    /// The person's email address; unique, ignoring case.
    pub email: String,
    /// First name.
    pub name: String,
    /// Last name.
    pub last_name: String,
    /// Phone number.
    pub phone: String,
    /// The values sent as `business_information[...]`.
    pub business_information: BusinessInformation,
    /// The profile photo. `None` is possible only with [`PhotoRule::Optional`](crate::PhotoRule::Optional).
    pub profile_photo: Option<StoredFile>,
    /// Granted actions by module, such as `view-invoice` in `invoice`.
    pub permissions: BTreeMap<String, BTreeSet<String>>,
    /// The values sent as `custom_fields[N][...]`, by N. A field that was not sent has no entry.
    pub custom_fields: BTreeMap<u64, StoredField>,
    /// The time of storing in UTC, as `2025-10-01T00:40:54.000000Z`.
    pub created_at: String,
}

/// The business members that the API page documents; `None` for a member that was not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the API page documents only the names of these members")]
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
    /// The id of the value, unique over all customers. It is not the id of the field.
    pub value_id: u64,
    /// The text sent as `key`.
    pub key: String,
    /// The text sent as `value`; `None` for a file field.
    pub value: Option<String>,
    /// The texts sent as `file_upload[formats][]`, in order. They are stored and not checked: the third sample on the
    /// API page itself sends formats that do not match its file.
    pub formats: Vec<String>,
    /// The files, in the order in which they were sent.
    pub files: Vec<StoredFile>,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// The id, unique over all files. `/files/{id}` serves the file.
    pub id: u64,
    /// The base name that PHP read from the part.
    pub name: String,
    /// The part's `Content-Type` without parameters; empty if it had none.
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 hash of the content, in lower-case hexadecimal.
    pub sha256: String,
    /// Whether the content begins like a JPEG, PNG, GIF or WebP, independent of the file name.
    pub is_image: bool,
    /// The path of the file on disk, below the data directory.
    pub path: PathBuf,
}
