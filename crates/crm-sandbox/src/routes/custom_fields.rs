//! `GET /api/custom-fields`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::has_key;
use crate::app::SandboxState;
use crate::laravel::answers;
use crate::misbehaviour::act;
use crate::request_log::Endpoint;

pub(super) async fn show(State(app): State<Arc<SandboxState>>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    let recording = app.log.arrived(Endpoint::CustomFields, &head);
    app.log.complete(recording);
    let plan = app.plans.take(Endpoint::CustomFields);
    act::answer(plan, &head.headers, true_answer(&app, &head.headers)).await
}

async fn true_answer(app: &SandboxState, headers: &HeaderMap) -> Response {
    if !has_key(headers, app) {
        return answers::unauthenticated(headers, &app.base_url);
    }
    let answer = app.account.answer();
    let mut response = (answer.status, Body::from(answer.body)).into_response();
    if let Ok(value) = HeaderValue::from_str(&answer.content_type)
        && !value.is_empty()
    {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}
