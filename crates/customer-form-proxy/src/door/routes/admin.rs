//! `GET /healthz`, `GET /readyz` and `GET /metrics`, on the private listener.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use futures_util::future::{join_all, join3};

use crate::operations::metrics::CONTENT_TYPE as PROMETHEUS;
use crate::operations::state::ProxyState;
use crate::spool;

/// Answers `ok` while the process runs.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// Answers 200 if every form can be served and its submissions accepted: each form configuration is available, the
/// store accepts writes, and temporary files can be written. The last two are checked by writing.
pub(crate) async fn readiness(State(app): State<Arc<ProxyState>>) -> (StatusCode, String) {
    let asked = app.forms.iter().map(|(id, form)| async move { (id, form.served_config().await.is_ok()) });
    let tried = join3(join_all(asked), app.ledger.ready(), spool::try_out(app.body_bytes));
    let (forms, store, temporary_files) = tried.await;
    let missing = forms.into_iter().filter(|(_, ready)| !ready);
    let mut lines: String =
        missing.map(|(id, _)| format!("the form configuration of form {id} is not available\n")).collect();
    if let Err(error) = store {
        tracing::warn!(store = app.lasting.store_name, %error, "not ready: cannot use the store");
        // The cause is only in the log.
        lines.push_str(&format!("cannot use the store {}\n", app.lasting.store_name));
    }
    if let Err(error) = temporary_files {
        tracing::warn!(%error, "not ready: cannot write temporary files");
        lines.push_str("cannot write temporary files\n");
    }
    if lines.is_empty() {
        (StatusCode::OK, "ready\n".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, lines)
    }
}

/// The metrics for Prometheus.
pub(crate) async fn metrics(State(app): State<Arc<ProxyState>>) -> impl IntoResponse {
    let ages = app.forms.iter().map(|(id, form)| (id.as_str(), form.age()));
    // Writing to memory does not fail.
    let text = app.lasting.metrics.scrape(ages).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok::<_, StatusCode>(([(CONTENT_TYPE, PROMETHEUS)], text))
}
