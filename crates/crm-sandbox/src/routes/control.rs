//! The endpoints that make the sandbox misbehave, for tests and for manual use. They need no key, and they refuse
//! requests from other machines.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Query, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::account::FieldsAnswer;
use crate::app::SandboxState;
use crate::misbehaviour::Misbehaviour;
use crate::server::Peer;

pub(super) async fn loopback_only(
    Extension(peer): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if peer.0.ip().to_canonical().is_loopback() {
        return next.run(request).await;
    }
    refuse(StatusCode::FORBIDDEN, "Only programs on the same machine can use the control endpoints.")
}

/// `PUT /control/next`: plans the next answers. See [`Misbehaviour`] for the JSON.
pub(super) async fn plan(State(app): State<Arc<SandboxState>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Misbehaviour>(&body) {
        Ok(plan) => {
            app.plans.add(plan);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldsQuery {
    /// The status that `GET /api/custom-fields` answers with. Default: 200.
    status: Option<u16>,
}

/// `PUT /control/custom-fields?status=200`: `GET /api/custom-fields` answers with this request's body and
/// `Content-Type` from now on. The body may be anything.
pub(super) async fn set_fields(
    State(app): State<Arc<SandboxState>>,
    Query(query): Query<FieldsQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut answer = FieldsAnswer::json(body);
    if let Some(content_type) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
        content_type.clone_into(&mut answer.content_type);
    }
    match StatusCode::from_u16(query.status.unwrap_or(200)) {
        Ok(status) if !status.is_informational() => answer.status = status,
        _ => {
            return refuse(
                StatusCode::BAD_REQUEST,
                "The status is not valid for an answer: choose a status from 200 to 999.",
            );
        }
    }
    app.account.set(answer);
    StatusCode::NO_CONTENT.into_response()
}

/// `DELETE /control`: removes customers, files, plans and recorded requests, and restores the custom fields of the
/// start.
pub(super) async fn reset(State(app): State<Arc<SandboxState>>) -> Response {
    match app.reset().await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn refuse(status: StatusCode, sentence: &str) -> Response {
    (status, Json(json!({ "message": sentence }))).into_response()
}
