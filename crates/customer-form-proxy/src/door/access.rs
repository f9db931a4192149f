//! The outermost layer of the public routes: it gives each request its id, its log line, its metrics, and the headers
//! that every answer has.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONNECTION, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use customer_form_contract::wire::FailCode;
use futures_util::FutureExt;
use tokio::time::Instant;
use tracing::Instrument;

use crate::door::problem::RequestError;
use crate::door::request_id::{self, RequestId};
use crate::operations::metrics::Metrics;

/// The facts about a request that handlers set for its log line.
#[derive(Clone, Default)]
pub(crate) struct Facts {
    /// The form's id, only if the form exists: an unknown id is the visitor's own text.
    pub(crate) form: Arc<OnceLock<String>>,
    pub(crate) received_bytes: Arc<AtomicU64>,
}

/// Writes the request's log line when it is dropped. It is also dropped if the visitor leaves before the answer.
struct Line {
    method: &'static str,
    route: String,
    request_id: RequestId,
    facts: Facts,
    started: Instant,
    end: RequestEnd,
    metrics: Arc<Metrics>,
}

enum RequestEnd {
    Gone,
    Answered(StatusCode),
    Failed(StatusCode, Arc<RequestError>),
}

/// The middleware function of the layer.
pub(crate) async fn log(State(metrics): State<Arc<Metrics>>, mut request: Request, next: Next) -> Response {
    let request_id = RequestId::of(request.headers());
    let facts = Facts::default();
    request.extensions_mut().insert(facts.clone());
    let mut line = Line {
        method: name_of(request.method()),
        route: request
            .extensions()
            .get::<MatchedPath>()
            .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned()),
        request_id: request_id.clone(),
        facts,
        started: Instant::now(),
        end: RequestEnd::Gone,
        metrics,
    };
    // If a request has both a coding and a length (RFC 9112, 6.3), a web server in front of the proxy may take more
    // bytes as the body than the proxy does, and the proxy would take the rest as another request. Closing the
    // connection drops that rest.
    let is_last = request.headers().contains_key(TRANSFER_ENCODING);
    let span = tracing::info_span!("request", attempt = request_id.as_str());
    let mut response = run(request, next).instrument(span).await;
    if let Some(error) = response.extensions_mut().remove::<Arc<RequestError>>() {
        *response.body_mut() = error.details(Some(&request_id));
        if error.code() == FailCode::Internal {
            tracing::error!(attempt = request_id.as_str(), %error, "internal error");
        }
        line.end = RequestEnd::Failed(response.status(), error);
    } else {
        line.end = RequestEnd::Answered(response.status());
    }
    let headers = response.headers_mut();
    headers.insert(request_id::HEADER, request_id.header_value());
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_last {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Runs the handler behind a layer. A panic ends only this request, which is answered with the code `internal`.
pub(crate) async fn run(request: Request, next: Next) -> Response {
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answer.unwrap_or_else(|_| RequestError::Panicked.into_response())
}

impl Drop for Line {
    fn drop(&mut self) {
        let (outcome, status, reason) = match &self.end {
            RequestEnd::Gone => ("gone", None, None),
            RequestEnd::Answered(status) => ("ok", Some(*status), None),
            RequestEnd::Failed(status, error) => {
                (error.code().code(), Some(*status), Some(error.to_string()))
            }
        };
        let status = status.map(|status| status.as_u16());
        let took = self.started.elapsed();
        self.metrics.request(self.method, &self.route, outcome, status, took);
        tracing::info!(
            attempt = self.request_id.as_str(),
            method = self.method,
            route = self.route,
            form = self.facts.form.get(),
            outcome,
            status,
            reason,
            received_bytes = self.facts.received_bytes.load(Relaxed),
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "request"
        );
    }
}

/// The method's name. An unusual method is "other", because its name is the visitor's own text.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
