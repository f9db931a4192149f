//! The examples of pages that embed the form, served as a partner serves them.

use std::path::{Path, PathBuf};
use std::{env, fs};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;

use super::recorder;

/// The proxy's address in the examples.
const EXAMPLE_PROXY: &str = "https://forms.example.com";

/// A router that serves an example's files, with the proxy's real address in place of the example's.
pub(super) fn router(example: &str, proxy: &str) -> Router {
    let folder = folder(example);
    let proxy = proxy.to_owned();
    let serve = move |path: String| {
        let (folder, proxy) = (folder.clone(), proxy.clone());
        async move {
            let Ok(text) = fs::read_to_string(folder.join(&path)) else {
                return StatusCode::NOT_FOUND.into_response();
            };
            let media_type = match path.rsplit_once('.') {
                Some((_, "html")) => "text/html; charset=utf-8",
                Some((_, "js")) => "text/javascript; charset=utf-8",
                _ => "application/octet-stream",
            };
            let text = text.replacen("<head>", &format!("<head>{}", recorder::ELEMENT), 1);
            let text = text.replace("{proxy}", &proxy).replace(EXAMPLE_PROXY, &proxy);
            ([(CONTENT_TYPE, media_type)], text).into_response()
        }
    };
    let index = serve.clone();
    Router::new()
        .route("/", get(move || index("index.html".to_owned())))
        // A browser requests this icon even if the page does not name it.
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/{*path}", get(move |axum::extract::Path(path): axum::extract::Path<String>| serve(path)))
}

/// The folder of an example. An example with a package.json must be built, which `cargo xtask test` does; the others
/// are served as they are.
fn folder(example: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let source = root.join("examples").join(example);
    if !source.join("package.json").is_file() {
        return source;
    }
    let default = || root.join("target/xtask/examples");
    let built = env::var_os("CUSTOMER_FORM_EXAMPLES").map_or_else(default, PathBuf::from).join(example);
    assert!(built.join("index.html").is_file(), "{} is missing: run cargo xtask test", built.display());
    built
}
