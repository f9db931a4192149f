//! `GET /healthz` and `GET /readyz`, on the private listener.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use futures_util::future::join_all;

use crate::app::App;

/// The process runs.
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// Every form can be served: its configuration is there, or can be had.
pub(crate) async fn readiness(State(app): State<Arc<App>>) -> (StatusCode, String) {
    let asked = app.forms.iter().map(|(id, form)| async move { (id, form.description().await.is_ok()) });
    let mut missing = join_all(asked).await;
    missing.retain(|(_, ready)| !ready);
    if missing.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    let lines = missing.into_iter().map(|(id, _)| format!("no configuration for form {id}\n"));
    (StatusCode::SERVICE_UNAVAILABLE, lines.collect())
}
