//! The CRM's answer to `POST /api/customers`.

use super::raw::{self, Members, Raw};
use super::sentence;
use crate::wire::Customer;
use crate::{FieldPath, FieldProblem, Report};

/// The largest number of errors that are read from one refusal. It is more than a page of a form has fields, and it
/// limits the size of the proxy's answer if the CRM is broken.
const MAX_ERRORS: usize = 200;

/// The meaning of the CRM's answer to a submission.
///
/// ```
/// use customer_form_contract::crm::{CrmAnswer, read_answer};
/// let body = br#"{"data": {"id": 310, "permissions": []}}"#;
/// let CrmAnswer::Created(customer) = read_answer(201, body) else { unreachable!() };
/// assert_eq!(customer.id.as_deref(), Some("310"));
/// assert_eq!(read_answer(504, b""), CrmAnswer::Unknown);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrmAnswer {
    /// The CRM created the customer. Every 2xx status means this (RFC 9110, 15.3). Members that could not be read are
    /// `None`.
    Created(Customer),
    /// The CRM found invalid fields. The report is never empty.
    Rejected(Report),
    /// The CRM created no customer.
    Failed(AnswerFailure),
    /// The answer does not tell whether the CRM created the customer. Either the status is an error that may have
    /// occurred after the customer was stored, or HTTP does not define the status.
    Unknown,
}

/// The reason why the CRM created no customer.
///
/// ```
/// use customer_form_contract::crm::{CrmAnswer, AnswerFailure, read_answer};
/// assert_eq!(read_answer(401, b""), CrmAnswer::Failed(AnswerFailure::KeyRefused));
/// assert_eq!(read_answer(503, b"<html>"), CrmAnswer::Failed(AnswerFailure::Unavailable));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFailure {
    /// The CRM refused the request itself, for example with status 400 or 404. The proxy has a fault, or the API has
    /// changed.
    RequestRefused,
    /// Status 401 or 403: the API key is wrong, or it lacks rights.
    KeyRefused,
    /// Status 429: too many requests.
    RateLimited,
    /// Status 503, or a gateway's status which says that the gateway could not reach the CRM.
    Unavailable,
    /// A redirect, for example to a login page.
    Redirected,
}

/// Reads the CRM's answer from its status and body. No body is an error: HTML, an empty body, JSON of another shape.
///
/// ```
/// use customer_form_contract::crm::{CrmAnswer, read_answer};
/// use customer_form_contract::{FieldPath, FieldProblem, Report, FixedField};
/// let body = br#"{"errors": {"email": ["The email has already been taken."]}}"#;
/// let expected = Report(vec![(FieldPath::Fixed(FixedField::Email), FieldProblem::Taken)]);
/// assert_eq!(read_answer(422, body), CrmAnswer::Rejected(expected));
/// ```
pub fn read_answer(status: u16, body: &[u8]) -> CrmAnswer {
    let root = serde_json::from_slice::<Raw<'_>>(raw::trimmed(body)).ok();
    match status {
        200..=299 => CrmAnswer::Created(root.and_then(read_customer).unwrap_or_default()),
        300..=399 => CrmAnswer::Failed(AnswerFailure::Redirected),
        401 | 403 => CrmAnswer::Failed(AnswerFailure::KeyRefused),
        422 => CrmAnswer::Rejected(root.and_then(read_errors).unwrap_or_else(|| refused(FieldPath::Form))),
        429 => CrmAnswer::Failed(AnswerFailure::RateLimited),
        400 => match root.and_then(read_errors) {
            Some(report) => CrmAnswer::Rejected(report),
            None => CrmAnswer::Failed(AnswerFailure::RequestRefused),
        },
        402..=499 => CrmAnswer::Failed(AnswerFailure::RequestRefused),
        // Laravel answers 503 before it processes a request. The CRM's page has marks of Cloudflare, so Cloudflare's
        // statuses 520 to 530 may occur too. The statuses listed here mean that the request did not reach the CRM.
        503 | 521 | 523 | 525 | 526 | 530 => CrmAnswer::Failed(AnswerFailure::Unavailable),
        // Every other error may have occurred after the customer was stored: Laravel can fail in a later step, such as
        // a mail, and a gateway can stop waiting while PHP continues.
        _ => CrmAnswer::Unknown,
    }
}

fn read_customer(root: Raw<'_>) -> Option<Customer> {
    let data = Members::of(root).get("data").filter(|data| raw::is_object(data))?;
    let data = Members::of(data);
    let text = |name| data.get(name).and_then(raw::text);
    Some(Customer { id: text("id"), name: text("name"), last_name: text("last_name"), email: text("email") })
}

/// Reads Laravel's `errors`: an object with a list of sentences for each dotted path. `None` if there are no errors.
fn read_errors(root: Raw<'_>) -> Option<Report> {
    let mut found = Vec::new();
    for (path, sentences) in Members::of(Members::of(root).get("errors")?).iter().take(MAX_ERRORS) {
        let error = (read_path(path), read_problem(sentences));
        if !found.contains(&error) {
            found.push(error);
        }
    }
    if found.is_empty() { None } else { Some(Report(found)) }
}

/// The problem of the first sentence that is understood. `sentences` is a list of sentences or a single sentence.
fn read_problem(sentences: Raw<'_>) -> FieldProblem {
    let list = raw::values(sentences).unwrap_or_else(|| vec![sentences]);
    let problems = list.into_iter().filter_map(raw::text).map(|sentence| sentence::problem(&sentence));
    problems.into_iter().find(|problem| *problem != FieldProblem::Refused).unwrap_or(FieldProblem::Refused)
}

/// The largest number of segments of a known path, such as `custom_fields.55.file_upload.files.0`.
const MAX_SEGMENTS: usize = 5;

/// Reads a path. An unknown path becomes the longest known path at its start: an unknown part of a custom field becomes
/// the custom field, and every other unknown path becomes the whole form.
fn read_path(path: &str) -> FieldPath {
    let read = |path| FieldPath::from_dotted(path).or_else(|| FieldPath::from_bracket(path));
    let mut ends = path.match_indices(['.', '[']).map(|(end, _)| end).take(MAX_SEGMENTS).collect::<Vec<_>>();
    if ends.len() < MAX_SEGMENTS {
        ends.push(path.len());
    }
    ends.into_iter().rev().find_map(|end| read(path.get(..end)?)).unwrap_or(FieldPath::Form)
}

fn refused(path: FieldPath) -> Report {
    Report(vec![(path, FieldProblem::Refused)])
}
