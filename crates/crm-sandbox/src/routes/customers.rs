//! `POST /api/customers`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::has_key;
use crate::app::SandboxState;
use crate::create::{self, CreateError};
use crate::created;
use crate::laravel::answers;
use crate::misbehaviour::act;
use crate::php::form::{FormError, FormReader, PhpForm};
use crate::request_log::Endpoint;

pub(super) async fn create(State(app): State<Arc<SandboxState>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let recording = app.log.arrived(Endpoint::Customers, &head);
    let reader = FormReader {
        limits: &app.php,
        spool_dir: &app.incoming,
        on_part: &|part| app.log.part(recording, part),
    };
    // PHP reads the form before the application runs, for authorized and unauthorized clients alike.
    let form = reader.read(&head.headers, body.into_data_stream()).await;
    if let Err(FormError::Interrupted) = form {
        // The client has disconnected, so a planned answer is kept for the next request.
        tracing::info!("a client closed the connection before the request was complete");
        return StatusCode::BAD_REQUEST.into_response();
    }
    app.log.complete(recording);
    let plan = app.plans.take(Endpoint::Customers);
    act::answer(plan, &head.headers, true_answer(&app, &head.headers, form)).await
}

async fn true_answer(app: &SandboxState, headers: &HeaderMap, form: Result<PhpForm, FormError>) -> Response {
    let form = match form {
        Ok(form) => form,
        Err(FormError::BodyTooLarge) => return answers::body_too_large(headers),
        Err(error @ (FormError::NotUtf8 | FormError::Interrupted | FormError::Spool(_))) => {
            tracing::error!(%error, "cannot read a submission");
            return answers::server_error(headers);
        }
    };
    if !has_key(headers, app) {
        return answers::unauthenticated(headers, &app.base_url);
    }
    match create::create(app, form).await {
        Ok(created) => {
            tracing::info!(id = created.customer.id, "the sandbox stored a customer");
            (StatusCode::CREATED, Json(created::body(&created, &app.base_url))).into_response()
        }
        Err(CreateError::Invalid(errors)) => {
            tracing::info!(paths = ?errors.paths(), "the sandbox refused a submission");
            answers::invalid(headers, &app.base_url, &errors)
        }
        Err(CreateError::Store(error)) => {
            tracing::error!(%error, "cannot store a customer");
            answers::server_error(headers)
        }
    }
}
