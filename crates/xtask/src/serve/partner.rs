//! The partner page: a page on another origin that embeds the form. This process serves the page itself.

use crate::error::TaskError;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use tiny_http::{Header, Response, Server};

/// The folder of the page's files, below the root of the project.
const FOLDER: &str = "examples/partner";

/// The paths that are served, with the file and the media type for each.
const FILES: &[(&str, &str, &str)] = &[
    ("/", "index.html", "text/html; charset=utf-8"),
    ("/style.css", "style.css", "text/css; charset=utf-8"),
    ("/events.js", "events.js", "text/javascript; charset=utf-8"),
    ("/icon.svg", "icon.svg", "image/svg+xml"),
];

/// Serves the page at `address` until the process ends; the page loads the form from `proxy`.
pub(super) fn start(root: &Path, address: SocketAddr, proxy: &str) -> Result<(), TaskError> {
    let server = Server::http(address).map_err(|error| TaskError::NotStarted {
        program: "the partner's page".to_owned(),
        source: io::Error::other(error.to_string()),
    })?;
    let (folder, proxy) = (root.join(FOLDER), proxy.to_owned());
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let answer = answer(request.url(), &folder, &proxy);
            // If the browser has disconnected, the error does not matter.
            let _ = request.respond(answer);
        }
    });
    Ok(())
}

/// Reads the files again for every request, so that a change is visible after a reload.
fn answer(url: &str, folder: &Path, proxy: &str) -> Response<io::Cursor<Vec<u8>>> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let Some((_, file, kind)) = FILES.iter().find(|(served, ..)| *served == path) else {
        return Response::from_string("not found\n").with_status_code(404);
    };
    match fs_err::read_to_string(folder.join(file)) {
        Ok(text) => {
            let headers = headers(kind, proxy).map(|(name, value)| Header::from_bytes(name, value));
            let response = Response::from_string(text.replace("{proxy}", proxy));
            headers.into_iter().flatten().fold(response, Response::with_header)
        }
        Err(error) => Response::from_string(format!("{error}\n")).with_status_code(500),
    }
}

/// The response headers. The Content Security Policy is the strictest that the form supports, so this page shows
/// whether the form works under it.
fn headers(kind: &str, proxy: &str) -> [(&'static str, String); 3] {
    let policy = format!(
        "default-src 'none'; script-src 'self' {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; \
         img-src 'self' blob:; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    [
        ("Content-Type", kind.to_owned()),
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::{FILES, start};
    use crate::files::testing::root;
    use crate::serve::ports::choose;

    #[test]
    fn page_has_the_proxy_address_and_a_strict_policy() {
        let ([address, ..], _) = choose([("page", 18_081); 4]).unwrap();
        let url = format!("http://{address}");
        start(&root(), address, "http://127.0.0.1:8080").unwrap();
        for (path, _, kind) in FILES {
            let mut response = ureq::get(format!("{url}{path}")).call().unwrap();
            assert_eq!(response.headers()["content-type"], *kind);
            let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert!(policy.contains("connect-src http://127.0.0.1:8080;"), "{policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            let body = response.body_mut().read_to_string().unwrap();
            assert!(!body.contains("{proxy}"), "{path} has an unfilled place");
            if *path == "/" {
                let loader = r#"<script type="module" src="http://127.0.0.1:8080/embed.js"></script>"#;
                assert!(body.contains(loader) && body.contains(r#"<customer-form form="acme">"#));
            }
        }
        let outside = ureq::get(format!("{url}/../Cargo.toml")).call();
        assert!(matches!(outside, Err(ureq::Error::StatusCode(404))));
    }
}
