//! `POST /api/forms/{form}/customers`: a submission.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use customer_form_contract::validate;
use customer_form_contract::wire::{Created, Customer};
use tokio::time::Instant;
use tracing::Instrument;

use crate::access::Facts;
use crate::app::App;
use crate::form::{Description, Form};
use crate::intake::{self, BodyError, IntakeError, RequestBody};
use crate::problem::RequestError;
use crate::submission::Submission;
use crate::upstream::{CreateError, UnknownReason};

/// RFC 2046, 5.1.1.
const MAX_BOUNDARY_CHARS: usize = 70;

/// Reads, checks and sends. A visitor who goes before the body is whole takes the submission along; one who
/// goes later does not.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(form): Extension<Arc<Form>>,
    Extension(facts): Extension<Facts>,
    request: Request,
) -> Result<Response, RequestError> {
    let (parts, body) = request.into_parts();
    let max_bytes = intake::max_body_bytes(&form.limits);
    let mut body = RequestBody::new(body, max_bytes, app.timeouts, facts.received_bytes);
    let (description, submission) = match take(&form, &parts.headers, &mut body, max_bytes).await {
        Ok(taken) => taken,
        Err(error) => {
            body.drain().await;
            return Err(error);
        }
    };
    // A task of its own: dropping this handler, as happens when the visitor goes, must not cut a request that
    // the CRM may already be carrying out.
    let sending = app.submissions.spawn(send(form, description, submission).in_current_span());
    let customer = match sending.await {
        Ok(outcome) => outcome?,
        Err(_) => return Err(CreateError::Unknown(UnknownReason::Abandoned).into()),
    };
    let headers = [(CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, Json(Created { customer })).into_response())
}

async fn take(
    form: &Form,
    headers: &HeaderMap,
    body: &mut RequestBody,
    max_bytes: u64,
) -> Result<(Arc<Description>, Submission), RequestError> {
    let boundary = boundary(headers)?;
    if announced_bytes(headers).is_some_and(|bytes| bytes > max_bytes) {
        return Err(IntakeError::Body(BodyError::TooLarge { max_bytes }).into());
    }
    let description = form.description().await.map_err(|_| RequestError::ConfigUnavailable)?;
    let submission = intake::read(body, &boundary, &description.config).await?;
    let report = validate(&description.config, &submission.entry);
    if report.is_empty() { Ok((description, submission)) } else { Err(RequestError::Invalid(report)) }
}

async fn send(
    form: Arc<Form>,
    description: Arc<Description>,
    submission: Submission,
) -> Result<Customer, CreateError> {
    let started = Instant::now();
    let outcome = form.upstream.create_customer(&description.config, &form.granted, submission).await;
    let id = description.config.form.as_str();
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &outcome {
        Ok(_) => tracing::info!(form = id, ms, "customer created"),
        Err(error @ (CreateError::Rejected(_) | CreateError::RateLimited { .. })) => {
            tracing::info!(form = id, ms, %error, "no customer created");
        }
        Err(error @ (CreateError::Unreachable(_) | CreateError::Unavailable { .. })) => {
            tracing::warn!(form = id, ms, %error, "no customer created");
        }
        Err(error @ CreateError::Unknown(_)) => {
            tracing::error!(form = id, ms, %error, "a customer may have been created");
        }
        Err(error) => {
            tracing::error!(form = id, ms, %error, "no customer created: the operator has to act");
        }
    }
    outcome
}

fn boundary(headers: &HeaderMap) -> Result<String, IntakeError> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = multer::parse_boundary(content_type.unwrap_or_default()).map_err(|error| match error {
        multer::Error::NoBoundary => IntakeError::NoBoundary,
        _ => IntakeError::NotMultipart,
    })?;
    let usable = (1..=MAX_BOUNDARY_CHARS).contains(&boundary.len())
        && boundary.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if usable { Ok(boundary) } else { Err(IntakeError::NoBoundary) }
}

fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
