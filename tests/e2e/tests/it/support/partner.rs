//! A partner page, on another origin than the proxy's.

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{AppendHeaders, Html};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Setup, recorder, site};

/// A running server of the partner page. It stops when it is dropped.
pub(crate) struct Partner {
    origin: String,
    listener: Option<TcpListener>,
    server: Option<JoinHandle<()>>,
}

impl Partner {
    /// Reserves a port, so that the proxy can get the page's origin before the page gets the proxy's address.
    pub(crate) async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        Self { origin, listener: Some(listener), server: None }
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Serves a page that embeds the forms.
    pub(crate) fn serve(&mut self, proxy: &str, setup: &Setup) {
        let element = |form: &&str| format!("<customer-form form=\"{form}\"></customer-form>\n");
        let elements: String = setup.embedded.iter().map(element).collect();
        let body = if setup.body.is_empty() { &elements } else { setup.body };
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>A partner</title>\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <link rel=\"icon\" href=\"data:,\">\n{}\n{}\n\
             <script type=\"module\" src=\"{{proxy}}/embed.js\"></script>\n<body>{body}</body></html>",
            recorder::ELEMENT,
            setup.head
        );
        let [page, policy] = [&page, setup.policy].map(|text| text.replace("{proxy}", proxy));
        let headers = setup.headers;
        let handler = get(async move || {
            (
                AppendHeaders(headers.iter().copied()),
                [(CONTENT_SECURITY_POLICY, policy.clone())],
                Html(page.clone()),
            )
        });
        let router = match setup.example {
            "" => {
                let worker = setup.worker;
                let worker = get(async move || ([(CONTENT_TYPE, "text/javascript")], worker));
                Router::new().route("/", handler).route("/worker.js", worker)
            }
            example => site::router(example, proxy),
        };
        let listener = self.listener.take().unwrap();
        let server = axum::serve(listener, router);
        self.server = Some(tokio::spawn(async move { server.await.unwrap() }));
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }
}
