//! Reading the answer to a submission.

use customer_form_contract::wire::{Created, FailCode, Failure, FieldError, Outcome, Source};
use customer_form_contract::{FieldPath, FieldProblem, Report};
use js_sys::Date;
use web_sys::XmlHttpRequest;

use super::submission::Update;
use super::{REQUEST_ID, RETRY_AFTER, json};
use crate::state::{SendError, Wait};

/// What an answer that came whole says. Only the proxy's own is an outcome: it has the request's id, and a created
/// customer comes as JSON. Anything else is of something that stands in between, such as a page of a gateway.
pub(super) fn read(request: &XmlHttpRequest, id: &str) -> Update {
    let header = |name| request.get_response_header(name).ok().flatten();
    let status = request.status().unwrap_or_default();
    let text = || request.response_text().ok().flatten().unwrap_or_default();
    let wait = wait(header(RETRY_AFTER));
    let mut failure = Failure::default();
    if header(REQUEST_ID).as_deref() == Some(id) {
        if status == 201 && header("Content-Type").is_some_and(|kind| kind.starts_with("application/json")) {
            // The status alone says that the customer exists.
            let created = json::read::<Created>(&text()).unwrap_or_default();
            return Update::Answered(Outcome::Accepted(created.customer));
        }
        failure = json::read(&text()).unwrap_or_default();
    }
    match FailCode::from_code(&failure.code) {
        Some(FailCode::Invalid) => {
            let source = failure.source.unwrap_or(Source::Proxy);
            let mut report = FieldError::to_report(&failure.errors);
            if report.is_empty() {
                // A refusal without a reason still has to say something.
                report = Report(vec![(FieldPath::Form, FieldProblem::Refused)]);
            }
            Update::Answered(Outcome::Rejected(source, report))
        }
        // On its way already, as when two tabs have the same form: what becomes of it can be asked in a moment.
        Some(FailCode::OutcomeUnknown | FailCode::StillRunning) => Update::Answered(Outcome::Unknown),
        Some(code) => Update::Failed(SendError::Refused(code, wait)),
        // A gateway that gave up waiting knows as little as we do of what came after it; so does an answer
        // that claims success and is not our proxy's.
        None if matches!(status, 200..=299 | 502 | 504) => Update::Answered(Outcome::Unknown),
        // Web servers have a limit of their own for what they pass on.
        None if status == 413 => Update::Failed(SendError::Refused(FailCode::BodyTooLarge, wait)),
        None => Update::Failed(SendError::Unreadable(wait)),
    }
}

/// What `Retry-After` says: seconds, or a date (RFC 9110, 10.2.3).
pub(super) fn wait(header: Option<String>) -> Wait {
    let Some(text) = header else { return Wait::default() };
    // The cast saturates: a date that has passed, and text that is no date, are 0.
    Wait(text.parse().unwrap_or_else(|_| ((Date::parse(&text) - Date::now()) / 1_000.0) as u32))
}
