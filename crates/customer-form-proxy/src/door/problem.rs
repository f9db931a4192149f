//! All errors of requests, and the answers to them (RFC 9457): a status, a stable code, and for wrong fields which
//! fields and why. The cause is only in the log.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use customer_form_contract::Report;
use customer_form_contract::wire::{FailCode, Failure, FieldError, Source};
use serde::Serialize;
use thiserror::Error;

use crate::count::count;
use crate::door::origin::OriginError;
use crate::door::proof::InvalidProof;
use crate::door::rate::RateError;
use crate::door::request_id::RequestId;
use crate::door::token::InvalidToken;
use crate::idempotency::InvalidKey;
use crate::store::StoreError;
use crate::submission::intake::{BodyError, IntakeError};
use crate::upstream::CrmError;

/// Why a request failed. The text goes into the log, and contains no name and no value that a visitor typed.
#[derive(Debug, Error)]
pub(crate) enum RequestError {
    #[error("the path does not exist")]
    NotFound,
    #[error("the form does not exist")]
    UnknownForm,
    #[error("the path does not support this method")]
    MethodNotAllowed,
    #[error(transparent)]
    Origin(#[from] OriginError),
    #[error(transparent)]
    Rate(#[from] RateError),
    #[error("too many submissions are in progress at the same time")]
    Crowded,
    #[error("the form configuration is not available")]
    ConfigUnavailable,
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error(transparent)]
    Key(#[from] InvalidKey),
    #[error(transparent)]
    Token(#[from] InvalidToken),
    #[error(transparent)]
    Proof(#[from] InvalidProof),
    #[error("the Form-Token has expired")]
    TokenExpired,
    #[error("the Form-Token was already used for another filled form")]
    TokenUsed,
    #[error("{} not valid", fields(.0))]
    Invalid(Report),
    #[error("the form configuration has changed, and the submission does not fit the new form configuration")]
    ConfigChanged,
    #[error("an earlier request with the same Idempotency-Key had different content")]
    KeyReused,
    #[error("an earlier request with the same Idempotency-Key is still running")]
    StillRunning { wait: Duration },
    #[error("cannot use the store: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Upstream(#[from] CrmError),
    #[error("the request handler panicked")]
    Panicked,
}

/// The `Retry-After` for an unavailable CRM that sends none: it may be restarting.
const UNAVAILABLE: Duration = Duration::from_secs(30);

/// The `Retry-After` while the store is down. It is shorter than for the CRM, since the operator runs the store.
const STORE_DOWN: Duration = Duration::from_secs(10);

/// The `Retry-After` while too many submissions are open. Within this time, each
/// of them ends, or is late and can be ended.
const CROWDED: Duration = Duration::from_secs(10);

/// The `Retry-After` for a CRM that has had too many requests and sends none: Laravel counts requests by the minute.
const RATE_LIMITED: Duration = Duration::from_secs(60);

impl RequestError {
    /// The code of the answer. The code determines the status.
    pub(crate) fn code(&self) -> FailCode {
        match self {
            Self::NotFound => FailCode::NotFound,
            Self::UnknownForm => FailCode::UnknownForm,
            Self::MethodNotAllowed => FailCode::MethodNotAllowed,
            Self::Origin(_) => FailCode::OriginNotAllowed,
            Self::ConfigUnavailable => FailCode::ConfigUnavailable,
            Self::Key(InvalidKey::Missing) => FailCode::IdempotencyKeyMissing,
            Self::Key(InvalidKey::Repeated | InvalidKey::Malformed) => FailCode::IdempotencyKeyInvalid,
            Self::Token(_) => FailCode::FormTokenInvalid,
            Self::Proof(_) => FailCode::ProofOfWorkInvalid,
            Self::TokenExpired | Self::TokenUsed => FailCode::FormTokenExpired,
            Self::Invalid(_) => FailCode::Invalid,
            Self::ConfigChanged => FailCode::ConfigChanged,
            Self::KeyReused => FailCode::IdempotencyKeyReused,
            Self::StillRunning { .. } => FailCode::StillRunning,
            Self::Rate(RateError::TooMany { .. }) | Self::Crowded => FailCode::RateLimited,
            Self::Store(_) | Self::Rate(RateError::Store(_)) => FailCode::StoreUnavailable,
            Self::Panicked => FailCode::Internal,
            Self::Intake(error) => match error {
                IntakeError::NotMultipart => FailCode::UnsupportedMediaType,
                IntakeError::Body(BodyError::TooLarge { .. }) | IntakeError::TextTooLarge { .. } => {
                    FailCode::BodyTooLarge
                }
                IntakeError::Body(BodyError::Idle(_) | BodyError::TooSlow(_) | BodyError::BelowRate(_)) => {
                    FailCode::RequestTimeout
                }
                IntakeError::Honeypot => FailCode::LooksAutomated,
                IntakeError::Spool(_) => FailCode::Internal,
                IntakeError::Body(BodyError::HeadTooLarge | BodyError::Broken)
                | IntakeError::NoBoundary
                | IntakeError::TransferCoding
                | IntakeError::Framing
                | IntakeError::TooManyParts
                | IntakeError::PartHead { .. }
                | IntakeError::UnknownPart { .. }
                | IntakeError::Repeated { .. }
                | IntakeError::NotAFile { .. }
                | IntakeError::NotAText { .. }
                | IntakeError::TextAfterFiles { .. }
                | IntakeError::NotUtf8 { .. }
                | IntakeError::NotGranted { .. } => FailCode::MalformedRequest,
            },
            Self::Upstream(error) => match error {
                CrmError::Rejected(_) => FailCode::Invalid,
                CrmError::FileMissing => FailCode::Internal,
                CrmError::KeyRefused(_) | CrmError::RequestRefused(_) | CrmError::Redirected(_) => {
                    FailCode::UpstreamRefused
                }
                CrmError::RateLimited { .. } => FailCode::RateLimited,
                CrmError::Unreachable(_) | CrmError::Unavailable { .. } => FailCode::UpstreamUnavailable,
                CrmError::Unknown(_) => FailCode::OutcomeUnknown,
            },
        }
    }

    /// The `Retry-After` of the answer. `None`: waiting does not help.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::ConfigUnavailable => Some(crate::form::cache::RETRY_AFTER),
            Self::StillRunning { wait } | Self::Rate(RateError::TooMany { wait, .. }) => Some(*wait),
            Self::Crowded => Some(CROWDED),
            Self::Store(_) | Self::Rate(RateError::Store(_)) => Some(STORE_DOWN),
            Self::Upstream(CrmError::RateLimited { retry_after }) => {
                Some(retry_after.unwrap_or(RATE_LIMITED))
            }
            Self::Upstream(CrmError::Unavailable { retry_after }) => Some(retry_after.unwrap_or(UNAVAILABLE)),
            Self::Upstream(CrmError::Unreachable(_)) => Some(UNAVAILABLE),
            _ => None,
        }
    }

    /// The wrong fields, and whether the proxy or the CRM found them.
    fn report(&self) -> Option<(Source, &Report)> {
        match self {
            Self::Invalid(report) => Some((Source::Proxy, report)),
            Self::Upstream(CrmError::Rejected(report)) => Some((Source::Crm, report)),
            _ => None,
        }
    }

    /// The body of the answer.
    pub(crate) fn details(&self, request_id: Option<&RequestId>) -> Body {
        let code = self.code();
        let status = status(code);
        let report = self.report();
        let details = ProblemDetails {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            attempt: request_id.map(RequestId::as_str),
            failure: Failure {
                code: code.code().to_owned(),
                source: report.map(|(source, _)| source),
                errors: report.map(|(_, report)| FieldError::from_report(report)).unwrap_or_default(),
            },
        };
        Json(details).into_response().into_body()
    }
}

/// Writes, for example, `1 field is` or `2 fields are`.
fn fields(report: &Report) -> String {
    let number = report.0.len() as u64;
    format!("{} {}", count(number, "field"), if number == 1 { "is" } else { "are" })
}

fn status(code: FailCode) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The answer. Its extensions contain the error, so that [`crate::door::access::log`] can log the error and add the
/// request id to the body.
impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        let headers =
            [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json")), (CACHE_CONTROL, NO_STORE)];
        let mut response = (status(self.code()), headers, self.details(None)).into_response();
        if let Some(wait) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The problem details of RFC 9457. The type is always `about:blank`, since the code has the same purpose.
#[derive(Serialize)]
struct ProblemDetails<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// The request id.
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<&'a str>,
    #[serde(flatten)]
    failure: Failure,
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::HeaderMap;
    use serde_json::{Value, json};

    use super::*;

    async fn body(body: Body) -> Value {
        serde_json::from_slice(&to_bytes(body, usize::MAX).await.unwrap()).unwrap()
    }

    #[tokio::test]
    async fn error_is_a_complete_response_without_any_layer() {
        let response = RequestError::StillRunning { wait: Duration::from_secs(3) }.into_response();
        assert_eq!(response.status(), StatusCode::CONFLICT);
        let headers = [CONTENT_TYPE, CACHE_CONTROL, RETRY_AFTER].map(|name| response.headers()[name].clone());
        assert_eq!(headers, ["application/problem+json", "no-store", "3"]);
        let details = json!({
            "type": "about:blank", "title": "Conflict", "status": 409, "code": "still_running",
        });
        assert_eq!(body(response.into_body()).await, details);
    }

    #[tokio::test]
    async fn request_id_is_added_to_the_details() {
        let details = RequestError::NotFound.details(Some(&RequestId::of(&HeaderMap::new())));
        assert!(body(details).await["attempt"].is_string());
    }
}
