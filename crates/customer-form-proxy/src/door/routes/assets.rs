//! `GET /embed.js`, `GET /customer-form.d.ts`, `GET /customer-form-react.d.ts` and `GET /assets/*`: files that every
//! page may load. None of them is secret. A browser runs a module script of another origin only if the script's headers
//! let the page's origin read it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{MatchedPath, Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::door::problem::RequestError;
use crate::operations::state::ProxyState;
use crate::page::assets::{Asset, SVG};

pub(super) const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub(super) const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// A year: when the content changes, the file's name changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A minute: the URL stays the same, so a browser must ask for a new release soon. Until then the old script still
/// works, because the browser also has the files that the old script names.
const SHORTLY: &str = "public, max-age=60";

/// The policy of an SVG. An SVG that is opened by itself is a document of the proxy's origin: it may be drawn and use
/// its own styles, but it must not run scripts or load files.
const DRAWING: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// Serves the script of partner pages, or its types.
pub(super) async fn lasting(
    State(app): State<Arc<ProxyState>>,
    path: MatchedPath,
    headers: HeaderMap,
) -> Response {
    match app.assets.lasting(path.as_str().trim_start_matches('/')) {
        Some(asset) => for_everybody(serve(asset, &headers, SHORTLY)),
        None => not_built(),
    }
}

/// Serves a file with a hash in its name.
pub(super) async fn file(
    State(app): State<Arc<ProxyState>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let asset = app.assets.file(&name).ok_or(RequestError::NotFound)?;
    let mut response = for_everybody(serve(asset, &headers, FOR_EVER));
    if asset.media_type == SVG {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(DRAWING));
    }
    Ok(response)
}

/// The answer of a program that was built without the browser part.
pub(super) fn not_built() -> Response {
    let text = "This proxy was built without the browser part of the form. Run `cargo xtask build`, and start the new program.\n";
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

/// A file in the smallest encoding that the browser accepts, or 304 if the browser has it already.
pub(super) fn serve(asset: &Asset, request: &HeaderMap, cache: &'static str) -> Response {
    let accept = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let (encoding, content) = asset.encoded(accept);
    let etag = asset.etag(encoding);
    let mut response = if has_it(request, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(Body::from(content));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
        if let Some(name) = encoding.name() {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(ETAG, etag);
    }
    response
}

fn for_everybody(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    // A worker's script needs this header if its page has it.
    headers.insert(EMBEDDER_POLICY, HeaderValue::from_static("require-corp"));
    response
}

/// Whether the browser has the file with this `ETag` (RFC 9110, 13.1.2). The comparison is weak, since a cache in
/// between may have made the tag weak.
fn has_it(request: &HeaderMap, etag: &str) -> bool {
    let known = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|list| list.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag
    })
}
