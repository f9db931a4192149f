//! The fuzz target of the CRM's answer to `POST /api/customers`.

use axum::body::to_bytes;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use customer_form_contract::wire::{Created, Customer, Failure, FieldError};
use futures_util::{StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;

use super::block_on;
use super::chunks::Chunking;
use crate::door::problem::RequestError;
use crate::upstream::{self, CrmError};

/// The longest `Retry-After` for a visitor, in seconds.
const LONGEST_WAIT: u64 = 3_600;

/// An input is a status such as `201`, one byte for [`Chunking`], the `Retry-After` header up to the first line break,
/// and the body.
///
/// - A 2xx always means that the customer exists.
/// - Every answer of the CRM becomes an answer of the proxy, in JSON that the form can read.
/// - The result does not depend on the pieces in which the answer arrives.
pub fn upstream_answer(input: &[u8]) {
    let Some((status, input)) = input.split_first_chunk::<3>() else { return };
    let Some((&choice, input)) = input.split_first() else { return };
    let Ok(status) = StatusCode::from_bytes(status) else { return };
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (wait, body) = input.split_at(end);
    let (wait, body) = (HeaderValue::from_bytes(wait).ok(), body.get(1..).unwrap_or_default());
    let chunking = Chunking::of(choice);
    block_on(async {
        let outcome = understood(status, wait.as_ref(), chunking, body).await;
        let at_once = understood(status, wait.as_ref(), chunking.at_once(), body).await;
        assert_eq!(outcome, at_once, "the outcome depends on the pieces of the answer");
        match outcome {
            Ok(customer) => {
                let created = Created { customer };
                let json = serde_json::to_vec(&created).unwrap_or_default();
                assert_eq!(serde_json::from_slice::<Created>(&json).ok(), Some(created));
            }
            Err(error) => {
                assert!(!status.is_success(), "an answer with a 2xx status counts as a failure: {error}");
                check_problem(error).await;
            }
        }
    });
}

async fn understood(
    status: StatusCode,
    wait: Option<&HeaderValue>,
    chunking: Chunking,
    body: &[u8],
) -> Result<Customer, CrmError> {
    let frames = stream::iter(chunking.cut(body)).map(|piece| piece.map(Frame::data));
    let mut answer = http::Response::new(reqwest::Body::wrap(StreamBody::new(frames)));
    *answer.status_mut() = status;
    answer.headers_mut().extend(wait.map(|wait| (RETRY_AFTER, wait.clone())));
    upstream::understood(answer.into()).await
}

/// Checks the answer that the visitor's browser gets for this error.
async fn check_problem(error: CrmError) {
    let report = if let CrmError::Rejected(report) = &error { Some(report.clone()) } else { None };
    let problem = RequestError::from(error).into_response();
    assert!(problem.status().is_client_error() || problem.status().is_server_error());
    let (parts, body) = problem.into_parts();
    assert_eq!(
        parts.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes),
        Some(&b"application/problem+json"[..])
    );
    if let Some(wait) = parts.headers.get(RETRY_AFTER) {
        let seconds = wait.to_str().ok().and_then(|wait| wait.parse::<u64>().ok());
        assert!(seconds.is_some_and(|seconds| seconds <= LONGEST_WAIT), "{wait:?}");
    }
    let json = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(failure) = serde_json::from_slice::<Failure>(&json) else {
        panic!("the form cannot read {json:?}")
    };
    let told = FieldError::to_report(&failure.errors);
    assert_eq!(told, report.unwrap_or_default());
}
