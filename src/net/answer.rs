//! Reading the answer to a submission.

use customer_form_contract::headers::{REQUEST_ID, RETRY_AFTER};
use customer_form_contract::wire::{Created, FailCode, Failure, FieldError, Outcome, Source};
use customer_form_contract::{FieldPath, FieldProblem, Report};
use js_sys::Date;
use web_sys::XmlHttpRequest;

use super::json;
use crate::state::{SendError, Wait};

/// Reads a complete answer. Returns the outcome of the submission, or the reason why no customer was created.
///
/// Only the proxy's own answer is trusted. It contains the request id, and the answer about a created customer is JSON.
/// Any other answer is from a server between the form and the proxy, such as the error page of a gateway.
pub(super) fn read(request: &XmlHttpRequest, id: &str) -> Result<Outcome, SendError> {
    let header = |name| request.get_response_header(name).ok().flatten();
    let status = request.status().unwrap_or_default();
    let text = || request.response_text().ok().flatten().unwrap_or_default();
    let wait = wait(header(RETRY_AFTER));
    let mut failure = Failure::default();
    if header(REQUEST_ID).as_deref() == Some(id) {
        if status == 201 && header("Content-Type").is_some_and(|kind| kind.starts_with("application/json")) {
            // The status is enough to know that the customer exists; the body may be unreadable.
            let created = json::read::<Created>(&text()).unwrap_or_default();
            return Ok(Outcome::Accepted(created.customer));
        }
        failure = json::read(&text()).unwrap_or_default();
    }
    match FailCode::from_code(&failure.code) {
        Some(FailCode::Invalid) => {
            let source = failure.source.unwrap_or(Source::Proxy);
            let mut report = FieldError::to_report(&failure.errors);
            if report.is_empty() {
                // A rejection without a reason still needs a sentence.
                report = Report(vec![(FieldPath::Form, FieldProblem::Refused)]);
            }
            Ok(Outcome::Rejected(source, report))
        }
        // The submission is already being processed, for example because two tabs have the same form. A later check
        // shows the outcome.
        Some(FailCode::OutcomeUnknown | FailCode::StillRunning) => Ok(Outcome::Unknown),
        Some(code) => Err(SendError::Refused(code, wait)),
        // A gateway that stopped waiting does not know whether the proxy received the request. A status of success that
        // is not from the proxy does not show that a customer was created.
        None if matches!(status, 200..=299 | 502 | 504) => Ok(Outcome::Unknown),
        // Web servers have their own limit for the size of a request.
        None if status == 413 => Err(SendError::Refused(FailCode::BodyTooLarge, wait)),
        None => Err(SendError::Unreadable(wait)),
    }
}

/// Reads `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). The default is 0.
pub(super) fn wait(header: Option<String>) -> Wait {
    let Some(text) = header else { return Wait::default() };
    // The cast saturates: a past date, and a text that is no date, become 0.
    Wait(text.parse().unwrap_or_else(|_| ((Date::parse(&text) - Date::now()) / 1_000.0) as u32))
}
