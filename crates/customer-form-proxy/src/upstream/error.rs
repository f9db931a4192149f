//! Errors of requests to the CRM. The messages contain no text from the CRM and no personal data.

use std::error::Error as _;
use std::time::Duration;

use customer_form_contract::Report;
use customer_form_contract::crm::InvalidConfig;
use thiserror::Error;

use crate::count::count;

/// The custom fields could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum FetchError {
    #[error("the CRM cannot be reached: {0}")]
    Unreachable(String),
    #[error("the CRM did not answer within the time limit (`timeouts.upstream_answer_seconds`)")]
    TimedOut,
    #[error("the connection to the CRM ended before the answer was complete: {0}")]
    Broken(String),
    #[error("the CRM refused the API key (status {0})")]
    KeyRefused(u16),
    #[error("the CRM answered with status {0}")]
    Status(u16),
    #[error(transparent)]
    Invalid(#[from] InvalidConfig),
}

/// No customer was created, or the outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum CrmError {
    /// The CRM refused fields of the submission.
    #[error("the CRM refused {}", count(.0.0.len() as u64, "field"))]
    Rejected(Report),
    /// A file of the entry has no content, which is a bug in the proxy. Nothing was sent.
    #[error("the proxy has no content for a file of the submission")]
    FileMissing,
    /// The CRM received no byte of the body.
    #[error("the CRM cannot be reached: {0}")]
    Unreachable(String),
    #[error("the CRM refused the API key (status {0})")]
    KeyRefused(u16),
    #[error("the CRM refused the request (status {0})")]
    RequestRefused(u16),
    #[error("the CRM answered with a redirect (status {0}); check `upstream.base_url`")]
    Redirected(u16),
    #[error("the CRM has received too many requests")]
    RateLimited { retry_after: Option<Duration> },
    #[error("the CRM answered that the service is not available")]
    Unavailable { retry_after: Option<Duration> },
    /// The CRM may or may not have created the customer.
    #[error("the outcome is unknown: {0}")]
    Unknown(UnknownReason),
}

/// Why the outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum UnknownReason {
    #[error("the CRM did not answer within the time limit")]
    TimedOut,
    #[error("the connection to the CRM ended before the answer: {0}")]
    Broken(String),
    #[error("status {0} of the CRM does not show whether the CRM created the customer")]
    Answer(u16),
    #[error("the task that waited for the CRM's answer ended before the answer")]
    Abandoned,
    #[error("an earlier request with the same Idempotency-Key had an unknown outcome")]
    Before,
    #[error(
        "the proxy that sent an earlier request with the same Idempotency-Key did not record the outcome"
    )]
    NeverFinished,
    #[error("cannot decrypt the stored answer of an earlier request with the same Idempotency-Key")]
    Unreadable,
}

/// The text of an HTTP client error with its causes, without the URL.
pub(super) fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
