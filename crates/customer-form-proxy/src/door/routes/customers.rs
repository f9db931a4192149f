//! `POST /api/forms/{form}/customers`: takes a submission.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use customer_form_contract::headers;
use tracing::Instrument;

use crate::door::access::Facts;
use crate::door::origin;
use crate::door::problem::RequestError;
use crate::door::rate::RateError;
use crate::door::server::Connection;
use crate::door::visitor::{self, Network, Peer};
use crate::form::Form;
use crate::idempotency::IdempotencyKey;
use crate::operations::state::ProxyState;
use crate::submission::intake::{self, BodyError, IntakeError, RequestBody};
use crate::submission::sending::{Accepted, Sending};
use crate::upstream::{CrmError, UnknownReason};

/// The header that marks a replay: an earlier request with the same key had the same answer.
const REPLAYED: HeaderName = HeaderName::from_static(headers::IDEMPOTENCY_REPLAYED);

/// The longest boundary (RFC 2046, 5.1.1).
const MAX_BOUNDARY_CHARS: usize = 70;

/// Reads, checks and sends a submission. If the connection ends before the body is complete, the submission is
/// dropped. If the connection ends later, the submission goes on.
pub(super) async fn create(
    State(app): State<Arc<ProxyState>>,
    Extension(form): Extension<Arc<Form>>,
    Extension(facts): Extension<Facts>,
    Extension(peer): Extension<Peer>,
    Extension(connection): Extension<Connection>,
    request: Request,
) -> Result<Response, RequestError> {
    let in_flight = app.lasting.metrics.submission();
    let (parts, body) = request.into_parts();
    let max_bytes = intake::max_body_bytes(form.limits());
    let mut body = RequestBody::new(body, max_bytes, app.timeouts, facts.received_bytes);
    let visitor = visitor::address(peer, &parts.headers, &app.trusted_proxies);
    let Some(place) = connection.submit(Network::of(visitor), body.pace()) else {
        // Unlike the body of other refused requests, the rest of this body is not read: there is no room for it.
        return Err(RequestError::Crowded);
    };
    let sending = match take(&app, form, visitor, &parts.headers, &mut body).await {
        Ok(sending) => sending,
        Err(error) => {
            drop(place);
            connection.drain();
            body.drain().await;
            return Err(error);
        }
    };
    place.received();
    // The submission runs in a task of its own: this handler is dropped when the visitor leaves, and that must not
    // cancel a request that the CRM may be carrying out already.
    let submissions = app.lasting.submissions.clone();
    let task = async move {
        let outcome = sending.run(&app).await;
        drop(in_flight);
        outcome
    };
    match submissions.spawn(task.in_current_span()).await {
        Ok(outcome) => outcome.map(respond),
        Err(_) => Err(CrmError::Unknown(UnknownReason::Abandoned).into()),
    }
}

fn respond(accepted: Accepted) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    let mut response = (StatusCode::CREATED, headers, accepted.json).into_response();
    if accepted.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

async fn take(
    app: &ProxyState,
    form: Arc<Form>,
    visitor: IpAddr,
    headers: &HeaderMap,
    body: &mut RequestBody,
) -> Result<Sending, RequestError> {
    let max_bytes = intake::max_body_bytes(form.limits());
    if !is_plainly_framed(headers) {
        return Err(IntakeError::TransferCoding.into());
    }
    let key = IdempotencyKey::of(headers, &form.id)?;
    let token = form.tokens.read(headers, origin::of(headers, &form.own))?;
    if let Some(proofs) = &form.proofs {
        proofs.check(headers, &token)?;
    }
    let boundary = boundary(headers)?;
    if announced_bytes(headers).is_some_and(|bytes| bytes > max_bytes) {
        return Err(IntakeError::Body(BodyError::TooLarge { max_bytes }).into());
    }
    // Every submission is counted, even a retry: the proxy recognises a retry only after it has read the body.
    app.limiter.admit(&form.counters, visitor).await.inspect_err(|error| refused(app, &form.id, error))?;
    let served = form.served_config().await;
    let config = served.as_ref().ok().map(|served| &served.config);
    let taken = intake::read(body, &boundary, form.limits(), config).await?;
    Ok(Sending { form, served, token, key, taken })
}

fn refused(app: &ProxyState, form: &str, error: &RateError) {
    match error {
        RateError::TooMany { by, .. } => app.lasting.metrics.rate_limited(form, by.name()),
        RateError::Store(error) => {
            tracing::error!(form, %error, "submission refused: cannot use the store");
        }
    }
}

fn boundary(headers: &HeaderMap) -> Result<String, IntakeError> {
    let mut content_types = headers.get_all(CONTENT_TYPE).iter();
    let content_type = content_types.next().and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|error| match error {
        multer::Error::NoBoundary => IntakeError::NoBoundary,
        _ => IntakeError::NotMultipart,
    })?;
    // With two boundaries, a web server in front of the proxy could use the other one.
    let given = content_type.to_ascii_lowercase().matches("boundary=").count();
    if content_types.next().is_some() || given != 1 {
        return Err(IntakeError::NoBoundary);
    }
    let usable = (1..=MAX_BOUNDARY_CHARS).contains(&boundary.len())
        && boundary.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if usable { Ok(boundary) } else { Err(IntakeError::NoBoundary) }
}

/// Whether the body has a length, or the single coding `chunked`. hyper checks only the last coding, and would return
/// the body of `gzip, chunked` as if it were not compressed. If a request has both a coding and a length, hyper ignores
/// the length, see [`crate::door::access::log`].
fn is_plainly_framed(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => true,
        (Some(coding), None) => coding.as_bytes().eq_ignore_ascii_case(b"chunked"),
        (Some(_), Some(_)) => false,
    }
}

fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
