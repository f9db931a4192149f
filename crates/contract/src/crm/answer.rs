//! The answer to `POST /api/customers`.

use serde_json::value::RawValue;

use super::raw::{self, Members, Raw};
use super::sentence;
use crate::wire::Customer;
use crate::{FieldPath, Problem, Report};

/// The most errors that are read of one refusal: more than a form has fields on a page, and a bound on what a
/// broken CRM can make us answer.
const MAX_ERRORS: usize = 200;

/// What the CRM said to a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The customer exists. Members that could not be read are `None`: the status alone says that it does.
    Created(Customer),
    /// The CRM found fields wrong. Never empty.
    Rejected(Report),
    /// No customer was created.
    Failed(AnswerFailure),
    /// The answer does not tell whether the customer exists: a success that is none of the documented ones, or
    /// a gateway that lost the answer.
    Unknown,
}

/// Why the CRM created no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFailure {
    /// 400, 404 and other refusals of the request as such: our fault, or the CRM has changed.
    RequestRefused,
    /// 401 and 403: the API key is wrong or lacks rights.
    KeyRefused,
    /// 429: too many requests.
    RateLimited,
    /// 503: the CRM is not available.
    Unavailable,
    /// 500 and other server errors.
    ServerError,
    /// A redirect, as to a login page.
    Redirected,
}

/// Reads the CRM's answer from its status and body. Survives every body: HTML, an empty one, JSON of another
/// shape.
///
/// ```
/// use customer_form_contract::crm::{Answer, read_answer};
/// use customer_form_contract::{FieldPath, Problem, Report};
/// let body = br#"{"message": "…", "errors": {"email": ["The email has already been taken."]}}"#;
/// let expected = Report(vec![(FieldPath::Email, Problem::Taken)]);
/// assert_eq!(read_answer(422, body), Answer::Rejected(expected));
/// ```
pub fn read_answer(status: u16, body: &[u8]) -> Answer {
    let root = serde_json::from_slice::<&RawValue>(body.trim_ascii()).ok();
    match status {
        201 => Answer::Created(root.and_then(read_customer).unwrap_or_default()),
        // Another success is one only if it shows the customer.
        200..=299 => match root.and_then(read_customer) {
            Some(customer) if customer.id.is_some() => Answer::Created(customer),
            _ => Answer::Unknown,
        },
        300..=399 => Answer::Failed(AnswerFailure::Redirected),
        401 | 403 => Answer::Failed(AnswerFailure::KeyRefused),
        422 => Answer::Rejected(root.and_then(read_errors).unwrap_or_else(|| refused(FieldPath::Form))),
        429 => Answer::Failed(AnswerFailure::RateLimited),
        400 => match root.and_then(read_errors) {
            Some(report) => Answer::Rejected(report),
            None => Answer::Failed(AnswerFailure::RequestRefused),
        },
        402..=499 => Answer::Failed(AnswerFailure::RequestRefused),
        502 | 504 => Answer::Unknown,
        503 => Answer::Failed(AnswerFailure::Unavailable),
        _ => Answer::Failed(AnswerFailure::ServerError),
    }
}

fn read_customer(root: Raw<'_>) -> Option<Customer> {
    let data = Members::of(root).get("data").filter(|data| raw::is_object(data))?;
    let data = Members::of(data);
    let text = |name| data.get(name).and_then(raw::text);
    Some(Customer { id: text("id"), name: text("name"), last_name: text("last_name"), email: text("email") })
}

/// Laravel's `errors`: a list of sentences for each dotted path. `None` where there are none.
fn read_errors(root: Raw<'_>) -> Option<Report> {
    let mut found: Vec<(FieldPath, Problem)> = Vec::new();
    for (path, sentences) in Members::of(Members::of(root).get("errors")?).iter() {
        let path = read_path(path);
        let sentences = match raw::text(sentences) {
            Some(sentence) => vec![sentence],
            None => raw::values(sentences).unwrap_or_default().into_iter().filter_map(raw::text).collect(),
        };
        let problem = sentences.first().map_or(Problem::Refused, |sentence| sentence::problem(sentence));
        if !found.contains(&(path, problem)) {
            found.push((path, problem));
        }
        if found.len() == MAX_ERRORS {
            break;
        }
    }
    if found.is_empty() { None } else { Some(Report(found)) }
}

/// The longest path that is read; the longest that means anything to us has some 70 characters.
const MAX_PATH_CHARS: usize = 200;

/// The place that a path names, or the nearest above it that we know: an unknown part of a custom field becomes
/// the field, anything else the whole form.
fn read_path(path: &str) -> FieldPath {
    let read = |path| FieldPath::from_dotted(path).or_else(|| FieldPath::from_bracket(path));
    let mut rest = if path.len() > MAX_PATH_CHARS { "" } else { path };
    loop {
        match (read(rest), rest.rfind(['.', '['])) {
            (Some(found), _) => return found,
            (None, Some(end)) => rest = rest.get(..end).unwrap_or_default(),
            (None, None) => return FieldPath::Form,
        }
    }
}

fn refused(path: FieldPath) -> Report {
    Report(vec![(path, Problem::Refused)])
}
