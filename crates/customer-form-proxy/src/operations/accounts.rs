//! Asks the CRM for the fields of each form in a configuration file and checks that visitors can complete the form.
//! `check` uses it before a proxy serves the form.

use std::fmt;

use customer_form_contract::crm::{ParsedFields, Warning};
use customer_form_contract::room::Shortage;
use customer_form_contract::{CustomField, FieldId, FieldKind, FieldPath};

use crate::count::count;
use crate::form;
use crate::settings::Settings;
use crate::upstream::{self, ClientError, FetchError, Upstream};

/// One finding about one form and its CRM account.
#[derive(Debug)]
pub struct AccountFinding {
    /// The form's id.
    pub form: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Fields(usize),
    Odd(Warning),
    Unknown(FetchError),
    KeyRefused(u16),
    NoRoom(Shortage),
    NothingToChoose(FieldId),
    NothingToPrefill(FieldPath),
}

impl AccountFinding {
    /// Whether the finding is a mistake that the operator must correct.
    pub fn is_fault(&self) -> bool {
        matches!(self.kind, Kind::KeyRefused(_) | Kind::NoRoom(_) | Kind::NothingToChoose(_))
            || matches!(self.kind, Kind::NothingToPrefill(_))
    }

    /// Whether the CRM returned no list of fields, so that the form could not be checked.
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }
}

impl fmt::Display for AccountFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "form {}: ", self.form)?;
        match &self.kind {
            Kind::Fields(number) => write!(f, "the CRM has {}", count(*number as u64, "custom field")),
            Kind::Odd(Warning { index, id, kind }) => {
                write!(f, "custom field number {} ", index + 1)?;
                if let Some(id) = id {
                    write!(f, "(id {id}) ")?;
                }
                write!(f, "of the CRM has an unusual definition: {}", kind.code())
            }
            Kind::Unknown(error) => write!(f, "cannot fetch the custom fields from the CRM: {error}"),
            Kind::KeyRefused(status) => {
                write!(f, "the CRM refused the API key (status {status}); correct the API key")
            }
            Kind::NoRoom(Shortage { limit, needed, max }) => write!(
                f,
                "visitors cannot complete the form: the required fields need {needed} {limit}, but `limits.{limit}` \
                 allows {max} for the visitor; raise `limits.{limit}`"
            ),
            Kind::NothingToChoose(id) => {
                write!(
                    f,
                    "visitors cannot complete the form: the custom field {id} is required and has no options; \
                     add options in the CRM"
                )
            }
            Kind::NothingToPrefill(path) => {
                write!(
                    f,
                    "prefill_from_url: the CRM has no text field \"{}\"; correct or remove the path",
                    path.to_dotted()
                )
            }
        }
    }
}

/// Whether the path is that of a fixed text field, or of a custom field that takes no files.
fn has_text(fields: &[CustomField], path: FieldPath) -> bool {
    let FieldPath::Custom(id, _) = path else { return true };
    fields.iter().any(|field| field.id == id && !matches!(field.kind, FieldKind::Files(_)))
}

/// Asks the CRM for the fields of every form, one form after the other.
///
/// # Errors
/// The client for the CRM cannot be created.
pub async fn check_accounts(settings: &Settings) -> Result<Vec<AccountFinding>, ClientError> {
    let client = upstream::client(&settings.upstream, &settings.timeouts)?;
    let mut findings = Vec::new();
    for form in &settings.forms {
        let (url, key) = (settings.upstream.clone(), form.api_key.clone());
        let account = Upstream::new(client.clone(), url, key, settings.timeouts);
        let mut found = |kind| findings.push(AccountFinding { form: form.id.clone(), kind });
        match account.custom_fields().await {
            Err(FetchError::KeyRefused(status)) => found(Kind::KeyRefused(status)),
            Err(error) => found(Kind::Unknown(error)),
            Ok(ParsedFields { fields, warnings }) => {
                let mut config = form::without_fields(form, &settings.limits);
                config.fields = fields;
                found(Kind::Fields(config.fields.len()));
                warnings.into_iter().map(Kind::Odd).for_each(&mut found);
                config.shortage().into_iter().map(Kind::NoRoom).for_each(&mut found);
                let paths = form.prefill_from_url.iter().copied();
                let missing = paths.filter(|path| !has_text(&config.fields, *path));
                missing.map(Kind::NothingToPrefill).for_each(&mut found);
                config.impossible_fields().for_each(|field| found(Kind::NothingToChoose(field.id)));
            }
        }
    }
    Ok(findings)
}
