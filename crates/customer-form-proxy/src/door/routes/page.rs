//! `GET /onboarding/{form}`: the form on a page of its own, or, with `?frame=ORIGIN`, the form alone, for a frame in a
//! page of that origin.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use super::address;
use super::assets::{EMBEDDER_POLICY, RESOURCE_POLICY, not_built, serve};
use crate::door::visitor::Peer;
use crate::operations::state::ProxyState;
use crate::page::RenderedForm;

/// The Content Security Policy of the error pages.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// How long the page waits for the form configuration if the CRM has to be asked. A page without the form shows the
/// visitor at least the heading, and its script loads the form.
const PATIENCE: Duration = Duration::from_secs(2);

/// The browser features that the page does not need and switches off.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

const UNKNOWN: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>No such form</title>\
    <h1>No such form</h1><p>Please check the address, or ask the person who gave it to you.</p></html>\n";

const NOT_HERE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not in this page</title>\
    <h1>Not in this page</h1><p>This form may not be shown inside the page that asked for it. The form's operator \
    can allow it: the page's origin has to be among the form's origins.</p></html>\n";

/// Serves the page. The browser asks each time whether the page has changed, since the page names the current files.
pub(super) async fn onboarding(
    State(app): State<Arc<ProxyState>>,
    Extension(peer): Extension<Peer>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(form) = address::form(&app, uri.path()) else { return instead(StatusCode::NOT_FOUND, UNKNOWN) };
    if let Some(redirect) = address::redirect(&app, form, &uri, &headers, peer) {
        return redirect;
    }
    let frame = frame(uri.query().unwrap_or_default());
    let view = match &frame {
        Frame::None => Some(form.page.alone()),
        Frame::Of(origin) => form.page.framed_by(origin),
        Frame::Unclear => None,
    };
    let Some(view) = view else { return instead(StatusCode::FORBIDDEN, NOT_HERE) };
    let served = timeout(PATIENCE, form.served_config()).await.ok().and_then(Result::ok);
    let rendered =
        served.as_ref().map(|served| RenderedForm { revision: &served.revision, html: served.html() });
    let Some(html) = form.page.html(view, &app.assets, rendered) else { return not_built() };
    let response = guarded(serve(&html, &headers, "no-cache"), view.policy.clone());
    if frame == Frame::None { unframed(response) } else { isolated(response) }
}

/// The page that frames this one, as the query says.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    None,
    /// A page of this origin frames the form.
    Of(String),
    /// The query has several `frame` parameters.
    Unclear,
}

fn frame(query: &str) -> Frame {
    let mut frames = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "frame");
    match (frames.next(), frames.next()) {
        (None, _) => Frame::None,
        (Some((_, origin)), None) => Frame::Of(origin.into_owned()),
        (Some(_), Some(_)) => Frame::Unclear,
    }
}

/// Adds the headers of a framed page. A page with `Cross-Origin-Embedder-Policy` frames only pages that have this
/// policy, too (HTML, 7.1.4), and that other origins may load. All files that the page loads are the proxy's own.
fn isolated(mut response: Response) -> Response {
    response.headers_mut().insert(EMBEDDER_POLICY, HeaderValue::from_static("require-corp"));
    response.headers_mut().insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

/// An error page.
fn instead(status: StatusCode, html: &'static str) -> Response {
    let response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    unframed(guarded(response, HeaderValue::from_static(NOTHING)))
}

/// Forbids frames for browsers that do not support `frame-ancestors` in the policy.
fn unframed(mut response: Response) -> Response {
    response.headers_mut().insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    response
}

fn guarded(mut response: Response, policy: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
