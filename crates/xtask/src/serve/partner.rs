//! The partner page: a page on another origin that embeds the form. This process serves the page itself.

use crate::error::TaskError;
use crate::project::Project;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;
use tiny_http::{Header, Request, Response, Server};

/// The folder of the page's files, below the root of the project.
const FOLDER: &str = "examples/partner";

/// The paths that are served, with the file and the media type for each.
const FILES: &[(&str, &str, &str)] = &[
    ("/", "index.html", "text/html; charset=utf-8"),
    ("/style.css", "style.css", "text/css; charset=utf-8"),
    ("/events.js", "events.js", "text/javascript; charset=utf-8"),
    ("/icon.svg", "icon.svg", "image/svg+xml"),
];

/// The server of the page. It ends with the process.
#[derive(Debug)]
pub(super) struct PartnerPage {
    url: String,
}

impl PartnerPage {
    /// Serves the page on `listener`; the page loads the form from `proxy`.
    pub(super) fn start(
        project: &Project,
        listener: Option<TcpListener>,
        proxy: &str,
    ) -> Result<Self, TaskError> {
        let failed = |problem: &str| TaskError::NotStarted {
            program: "the partner's page".to_owned(),
            source: io::Error::other(problem.to_owned()),
        };
        let listener = listener.ok_or_else(|| failed("its listener is in use already"))?;
        let address = listener.local_addr().map_err(|error| failed(&error.to_string()))?;
        let server = Server::from_listener(listener, None).map_err(|error| failed(&error.to_string()))?;
        let (folder, proxy) = (project.root.join(FOLDER), proxy.to_owned());
        thread::spawn(move || {
            for request in server.incoming_requests() {
                answer(request, &folder, &proxy);
            }
        });
        Ok(Self { url: format!("http://{address}") })
    }

    /// The page's address, without a trailing slash.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// Reads the files again for every request, so that a change is visible after a reload.
fn answer(request: Request, folder: &Path, proxy: &str) {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
    let result = match FILES.iter().find(|(url, ..)| *url == path) {
        None => request.respond(Response::from_string("not found\n").with_status_code(404)),
        Some((_, file, kind)) => match page(&folder.join(file), proxy) {
            Ok(text) => {
                let mut response = Response::from_string(text);
                for (name, value) in headers(kind, proxy) {
                    if let Ok(header) = Header::from_bytes(name, value) {
                        response.add_header(header);
                    }
                }
                request.respond(response)
            }
            Err(error) => request.respond(Response::from_string(format!("{error}\n")).with_status_code(500)),
        },
    };
    // If the browser has disconnected, the error does not matter.
    let _ = result;
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

fn page(path: &PathBuf, proxy: &str) -> io::Result<String> {
    Ok(fs::read_to_string(path)?.replace("{proxy}", &escaped(proxy)))
}

/// Escapes text for HTML, including quoted attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::{FILES, PartnerPage, escaped};
    use crate::project::Project;
    use std::net::TcpListener;
    use std::path::Path;

    #[test]
    fn an_address_cannot_leave_its_attribute() {
        assert_eq!(escaped("\"><script>&'"), "&quot;&gt;&lt;script&gt;&amp;&#39;");
    }

    #[test]
    fn page_has_the_proxy_address_and_a_strict_policy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned();
        let project = Project { target: root.join("target"), tools: root.join(".tools"), root };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let page = PartnerPage::start(&project, Some(listener), "http://127.0.0.1:8080").unwrap();
        for (path, _, kind) in FILES {
            let mut response = ureq::get(format!("{}{path}", page.url())).call().unwrap();
            assert_eq!(response.headers()["content-type"], *kind);
            let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
            assert!(policy.contains("connect-src http://127.0.0.1:8080;"), "{policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
            let body = response.body_mut().read_to_string().unwrap();
            assert!(!body.contains("{proxy}"), "{path} has an unfilled place");
            if *path == "/" {
                assert!(
                    body.contains(r#"<script type="module" src="http://127.0.0.1:8080/embed.js"></script>"#)
                );
                assert!(body.contains(r#"<customer-form form="acme">"#));
            }
        }
        assert!(matches!(
            ureq::get(format!("{}/../Cargo.toml", page.url())).call(),
            Err(ureq::Error::StatusCode(404))
        ));
    }
}
