//! `POST /api/customers`.

use std::collections::BTreeSet;

use customer_form_contract::crm::{AnswerFailure, CrmAnswer, read_answer};
use customer_form_contract::wire::Customer;
use customer_form_contract::{
    Body, FieldKind, FieldPath, FileInfo, FixedField, FormConfig, ImageFormat, Permission, parts,
};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use reqwest::Response;
use tokio::sync::watch;

use super::answer::{AnswerBody, read_body, retry_after};
use super::body::SendBody;
use super::deadline::within;
use super::error::{UnknownReason, describe};
use super::multipart::{Framed, Writer};
use super::{CrmError, Upstream, file_name};
use crate::submission::Submission;

/// The largest answer that is read, in bytes. The documented 201 has about 2 KB.
const MAX_ANSWER_BYTES: usize = 1 << 20;

impl Upstream {
    /// Creates the customer of a submission that the validator accepted, with the `granted` permissions in addition to
    /// the visitor's.
    ///
    /// The request is sent at most once. Every error other than [`CrmError::Unknown`] means that no customer was
    /// created.
    pub(crate) async fn create_customer(
        &self,
        config: &FormConfig,
        granted: &BTreeSet<Permission>,
        mut submission: Submission,
    ) -> Result<Customer, CrmError> {
        submission.entry.permissions.extend(granted.iter().copied());
        let framed = frame(config, submission)?;
        let content_type = framed.content_type.clone();
        let (body, progress) = SendBody::new(framed);
        let request = self
            .with_headers(self.client.post(self.endpoint("customers")))
            .header(CONTENT_TYPE, content_type)
            .body(reqwest::Body::wrap(body));

        let began = progress.clone();
        let exchange = async {
            match request.send().await {
                Ok(response) => Ok(read(response).await?),
                Err(error) => Err(not_answered(error, &began)),
            }
        };
        let (answer, sending) = (self.timeouts.upstream_answer, self.timeouts.body);
        match within(exchange, progress, answer, sending).await {
            Some(outcome) => outcome,
            None if *began.borrow() == 0 => {
                Err(CrmError::Unreachable("no connection within the time limit".to_owned()))
            }
            None => Err(CrmError::Unknown(UnknownReason::TimedOut)),
        }
    }
}

/// The error of a request without an answer. If the connection has taken no byte of the body, the CRM cannot have
/// created a customer. Otherwise the outcome is unknown.
fn not_answered(error: reqwest::Error, taken: &watch::Receiver<u64>) -> CrmError {
    if *taken.borrow() == 0 {
        CrmError::Unreachable(describe(error))
    } else {
        CrmError::Unknown(UnknownReason::Broken(describe(error)))
    }
}

/// Reads the CRM's answer. A 2xx status alone means that the customer exists, even if the body cannot be read.
pub(super) async fn read(response: Response) -> Result<Customer, CrmError> {
    let (status, headers) = (response.status(), response.headers().clone());
    match read_body(response, MAX_ANSWER_BYTES).await {
        AnswerBody::Whole(body) => understand(status, &headers, &body),
        AnswerBody::TooLarge => understand(status, &headers, b""),
        AnswerBody::Broken(_) if status.is_success() => Ok(Customer::default()),
        AnswerBody::Broken(error) => Err(CrmError::Unknown(UnknownReason::Broken(describe(error)))),
    }
}

fn understand(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<Customer, CrmError> {
    let status = status.as_u16();
    match read_answer(status, body) {
        CrmAnswer::Created(customer) => Ok(customer),
        CrmAnswer::Rejected(report) => Err(CrmError::Rejected(report)),
        CrmAnswer::Unknown => Err(CrmError::Unknown(UnknownReason::Answer(status))),
        CrmAnswer::Failed(failure) => Err(match failure {
            AnswerFailure::RequestRefused => CrmError::RequestRefused(status),
            AnswerFailure::KeyRefused => CrmError::KeyRefused(status),
            AnswerFailure::Redirected => CrmError::Redirected(status),
            AnswerFailure::RateLimited => CrmError::RateLimited { retry_after: retry_after(headers) },
            AnswerFailure::Unavailable => CrmError::Unavailable { retry_after: retry_after(headers) },
        }),
    }
}

/// Writes the submission in the form that the API page asks for. `formats[]` and `key` come from the form
/// configuration, not from the visitor.
pub(super) fn frame(config: &FormConfig, mut submission: Submission) -> Result<Framed, CrmError> {
    let mut writer = Writer::new();
    for part in parts(config, &submission.entry) {
        let name = part.name();
        match part.body {
            Body::Text(value) => writer.text(&name, &value),
            Body::File(info) => {
                // The validator refuses every file whose content was not kept, so the content is here.
                let file = submission.files.remove(&part.path).ok_or(CrmError::FileMissing)?;
                writer.file(&name, &name_of(config, part.path, info), media_type(info), file);
            }
        }
    }
    Ok(writer.finish())
}

fn name_of(config: &FormConfig, path: FieldPath, info: &FileInfo) -> String {
    let field = path.field_id().and_then(|id| config.field(id)).map(|field| &field.kind);
    match (path, field) {
        (FieldPath::Fixed(FixedField::Photo), _) => file_name::clean_photo(&info.name, info.image),
        (_, Some(FieldKind::Files(rule))) => file_name::clean_listed(&info.name, &rule.formats),
        _ => file_name::clean(&info.name),
    }
}

/// The media type by the file's content. The media type that the visitor sent is never used.
fn media_type(info: &FileInfo) -> &'static str {
    info.image.map_or("application/octet-stream", ImageFormat::media_type)
}
