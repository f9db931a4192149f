//! The canonical URL of a form's page, and redirects to it from similar URLs.
//!
//! A page under another host name than that of `public_url` can be filled in but not sent, since its origin is another
//! one. The host name is known only from the `Host` header, which a web server in front of the proxy may have replaced.
//! Behind such a web server, every page would be redirected to itself without end. Three rules prevent this:
//! - An `X-Forwarded-Host` with the right name counts like `Host`.
//! - A visitor gets a redirect to another host name at most three times within ten seconds, and then the page.
//! - Browsers are told not to store such a redirect.

use axum::http::header::{CACHE_CONTROL, HOST, LOCATION, USER_AGENT};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::assets::RESOURCE_POLICY;
use crate::door::visitor::{self, Peer};
use crate::form::Form;
use crate::operations::state::ProxyState;
use crate::settings::Origin;

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The form whose page this path means. The path may have extra slashes, capitals or percent-encoding, or a full stop
/// or bracket at the end, which some e-mail programs take as a part of a URL.
pub(super) fn form<'a>(app: &'a ProxyState, path: &str) -> Option<&'a Form> {
    let path = percent_decode_str(path).decode_utf8().ok()?.to_ascii_lowercase();
    let in_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let trimmed = path.split('/').map(|segment| segment.trim_matches(|c| !in_id(c)));
    let mut segments = trimmed.filter(|segment| !segment.is_empty());
    let (Some("onboarding"), Some(id), None) = (segments.next(), segments.next(), segments.next()) else {
        return None;
    };
    app.forms.get(id).map(AsRef::as_ref)
}

/// The redirect to the page's canonical URL, with the query. `None`: the request has this URL already.
pub(super) fn redirect(
    app: &ProxyState,
    form: &Form,
    uri: &Uri,
    headers: &HeaderMap,
    peer: Peer,
) -> Option<Response> {
    let own = &form.own;
    let path = format!("/onboarding/{}", form.id);
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let is_here = is_under(own, headers)
        || {
            let visitor = visitor::address(peer, headers, &app.trusted_proxies);
            let request = (visitor, headers.get(USER_AGENT), headers.get(HOST), uri);
            let admitted = app.redirects.admit(request);
            if !admitted {
                tracing::warn!(
                    "the web server in front of the proxy probably replaces the Host header, so that the proxy serves \
                     pages without the redirect to `public_url`: let the web server pass on Host or X-Forwarded-Host"
                );
            }
            !admitted
        };
    let location = match is_here {
        true if uri.path() == path => return None,
        // A web server that replaces the Host header may have another URL than `public_url`, so the redirect has no
        // host.
        true => [path, query].concat(),
        false => [own.as_str(), &path, &query].concat(),
    };
    let headers = [
        (LOCATION, HeaderValue::try_from(location).ok()?),
        // Browsers store a permanent redirect by default (RFC 9110, 15.4.9), even one that leads in a circle.
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ];
    Some((StatusCode::PERMANENT_REDIRECT, headers).into_response())
}

/// Whether the request was sent to the origin's host and port, as far as its headers tell.
fn is_under(own: &Origin, headers: &HeaderMap) -> bool {
    let Some((scheme, own)) = own.as_str().split_once("://") else { return true };
    let port = if scheme == "https" { 443 } else { 80 };
    let read = |text: &str| {
        let authority = text.trim().parse::<Authority>().ok()?;
        Some((authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(port)))
    };
    let own = read(own);
    // The first name in the list is the one that the visitor's browser sent.
    let named =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()?.split(',').next());
    let mut names = [named(HOST), named(X_FORWARDED_HOST)].into_iter().flatten().peekable();
    names.peek().is_none() || names.any(|name| read(name) == own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_compared_with_their_ports() {
        for (own, names, expected) in [
            ("https://forms.example.com", &[("host", "forms.example.com")][..], true),
            ("https://forms.example.com", &[("host", "FORMS.Example.com:443")], true),
            ("https://forms.example.com", &[], true),
            ("https://forms.example.com", &[("host", "forms.example.com:80")], false),
            ("https://forms.example.com", &[("host", "www.forms.example.com")], false),
            ("https://forms.example.com", &[("host", "forms.example.com.")], false),
            ("https://forms.example.com", &[("host", "127.0.0.1:8080")], false),
            ("http://127.0.0.1:8080", &[("host", "127.0.0.1:8080")], true),
            ("http://127.0.0.1:8080", &[("host", "localhost:8080")], false),
            ("http://[::1]:8080", &[("host", "[::1]:8080")], true),
            (
                "https://forms.example.com",
                &[("host", "backend:8080"), ("x-forwarded-host", "forms.example.com, edge")],
                true,
            ),
            (
                "https://forms.example.com",
                &[("host", "backend:8080"), ("x-forwarded-host", "old.example")],
                false,
            ),
        ] {
            let name = |name: &'static str| HeaderName::from_static(name);
            let headers = names.iter().map(|(key, value)| (name(key), value.parse().unwrap())).collect();
            let own: Origin = own.parse().unwrap();
            assert_eq!(is_under(&own, &headers), expected, "{own} {names:?}");
        }
    }
}
