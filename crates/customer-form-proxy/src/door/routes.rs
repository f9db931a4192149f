//! The routes of both listeners.

mod address;
pub(crate) mod admin;
mod assets;
mod customers;
mod form;
mod guard;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::door::access;
use crate::door::problem::RequestError;
use crate::operations::state::ProxyState;

/// The routes of the public listener, for visitors.
pub(crate) fn public(app: Arc<ProxyState>) -> Router {
    let api = Router::new()
        .route("/api/forms/{form}", get(form::form_config))
        .route("/api/forms/{form}/customers", post(customers::create))
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard));
    let pages = Router::new()
        .route("/onboarding/{form}", get(page::onboarding))
        .route("/embed.js", get(assets::lasting))
        .route("/customer-form.d.ts", get(assets::lasting))
        .route("/customer-form-react.d.ts", get(assets::lasting))
        .route("/assets/{*name}", get(assets::file))
        .method_not_allowed_fallback(method_not_allowed);
    api.merge(pages)
        .fallback(guard::nowhere)
        .layer(from_fn_with_state(Arc::clone(&app.lasting.metrics), access::log))
        .with_state(app)
}

/// The routes of the private listener, for the operator's machines.
pub(crate) fn private(app: Arc<ProxyState>) -> Router {
    Router::new()
        .route("/healthz", get(admin::health))
        .route("/readyz", get(admin::readiness))
        .route("/metrics", get(admin::metrics))
        .with_state(app)
}

async fn method_not_allowed() -> RequestError {
    RequestError::MethodNotAllowed
}

#[cfg(test)]
mod tests {
    /// The routes in the tables of `docs/http-api.md` are those of this file, and no other.
    #[test]
    fn api_document_lists_every_route() {
        let document = include_str!("../../../../docs/http-api.md");
        let (_, rest) = document.split_once("\n## Routes\n").unwrap();
        let (tables, _) = rest.split_once("\n## ").unwrap();
        let cells =
            tables.lines().filter_map(|row| row.strip_prefix("| `")?.split_once(" |")).map(|(cell, _)| cell);
        let mut listed: Vec<_> =
            cells.flat_map(|cell| cell.split(", ")).map(|cell| cell.trim_matches('`')).collect();

        let calls =
            include_str!("routes.rs").lines().filter_map(|line| line.trim().strip_prefix(".route(\""));
        let route = |call: &str| {
            let (path, method) = call.split_once("\", ").unwrap();
            let method = method.split('(').next().unwrap().to_uppercase();
            format!("{method} {}", path.replace("{*", "{"))
        };
        let mut known: Vec<_> = calls.map(route).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
