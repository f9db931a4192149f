//! The hosted page, `embed.js` and the files that they load.

use customer_form_proxy::Assets;

use crate::common::Rig;
use crate::common::rig::send;

fn assets() -> Assets {
    let files: [(&str, &[u8]); 13] = [
        ("index.html", b"<!doctype html><customer-form form=\"{{form}}\"></customer-form>"),
        ("embed.js", b"import('/assets/customer-form-0a1b.js');"),
        ("embed.js.br", b"br loader"),
        ("customer-form.d.ts", b"export {};"),
        ("customer-form-react.d.ts", b"export {};"),
        ("embed-5d6e.js", b"import('/assets/customer-form-0a1b.js');"),
        ("embed-5d6e.js.br", b"br loader"),
        ("customer-form-0a1b.js", b"export default 1;"),
        ("customer-form-0a1b.js.br", b"br bytes"),
        ("customer-form-0a1b.js.gz", b"gz bytes"),
        ("customer-form-0a1b_bg.wasm", b"\0asm"),
        ("form-2c3d.css", b":host {}"),
        ("page-4e5f.css", b"body {}"),
    ];
    Assets::new(files.map(|(name, content)| (name.to_owned(), bytes::Bytes::from_static(content))))
}

async fn rig() -> Rig {
    Rig::with_assets(|toml| toml, assets()).await
}

#[tokio::test]
async fn the_onboarding_page_has_its_form_and_a_strict_policy() {
    let rig = rig().await;
    let answer = send(rig.get("/onboarding/acme")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text, "<!doctype html><customer-form form=\"acme\"></customer-form>");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    assert!(policy.ends_with("; frame-ancestors 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn page_of_an_unknown_form_answers_404_with_a_message() {
    let rig = rig().await;
    for path in ["/onboarding/unknown", "/onboarding/%3Cscript%3E", "/onboarding/%FF"] {
        let answer = send(rig.get(path)).await;
        assert_eq!(answer.status, 404);
        assert!(answer.text.contains("No such form") && !answer.text.contains("script"), "{}", answer.text);
        assert!(answer.header("content-security-policy").is_some());
    }
}

#[tokio::test]
async fn type_declarations_are_served_beside_embed_js() {
    let rig = rig().await;
    for name in ["customer-form.d.ts", "customer-form-react.d.ts"] {
        let answer = send(rig.get(&format!("/{name}"))).await;
        assert_eq!((answer.status, answer.text.as_str()), (200.try_into().unwrap(), "export {};"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        assert!(answer.header("etag").is_some());
        // The script's address never changes. Therefore, it is not among the files that browsers store permanently.
        assert_eq!(send(rig.get(&format!("/assets/{name}"))).await.status, 404);
    }
}

#[tokio::test]
async fn embed_js_is_cached_for_a_minute_and_hashed_name_for_ever() {
    let rig = rig().await;
    for (path, cache) in [
        ("/embed.js", "public, max-age=60"),
        ("/assets/embed-5d6e.js", "public, max-age=31536000, immutable"),
    ] {
        for (accept, encoding, text) in
            [("br", Some("br"), "br loader"), ("identity", None, "import('/assets/customer-form-0a1b.js');")]
        {
            let request = rig.get(path).header("origin", "https://anybody.example");
            let answer = send(request.header("accept-encoding", accept)).await;
            assert_eq!((answer.header("content-encoding"), answer.text.as_str()), (encoding, text), "{path}");
            assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
            assert_eq!(answer.header("vary"), Some("accept-encoding"));
            assert_eq!(answer.header("cache-control"), Some(cache), "{path}");
            assert!(answer.header("etag").is_some());
        }
    }
}

#[tokio::test]
async fn files_with_a_hash_are_kept_for_ever_in_the_smallest_encoding() {
    let rig = rig().await;
    let script = "/assets/customer-form-0a1b.js";
    let mut etags = Vec::new();
    for (accept, encoding, text) in [
        ("gzip, deflate, br", Some("br"), "br bytes"),
        ("gzip", Some("gzip"), "gz bytes"),
        ("identity", None, "export default 1;"),
    ] {
        let answer = send(rig.get(script).header("accept-encoding", accept)).await;
        assert_eq!((answer.header("content-encoding"), answer.text.as_str()), (encoding, text));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        etags.push(answer.header("etag").unwrap().to_owned());
    }
    etags.dedup();
    assert_eq!(etags.len(), 3, "each encoding has its own validator");
    for (name, media_type) in [
        ("customer-form-0a1b_bg.wasm", "application/wasm"),
        ("form-2c3d.css", "text/css; charset=utf-8"),
        ("page-4e5f.css", "text/css; charset=utf-8"),
    ] {
        let answer = send(rig.get(&format!("/assets/{name}"))).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)));
    }
}

#[tokio::test]
async fn matching_etag_gets_304_without_a_body() {
    let rig = rig().await;
    for path in ["/embed.js", "/onboarding/acme", "/assets/form-2c3d.css"] {
        let first = send(rig.get(path)).await;
        let etag = first.header("etag").unwrap();
        for known in [etag.to_owned(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let again = send(rig.get(path).header("if-none-match", &known)).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{path} {known}");
            assert_eq!(again.header("etag"), Some(etag));
        }
        let other = send(rig.get(path).header("if-none-match", "\"another\"")).await;
        assert_eq!(other.status, 200);
    }
}

#[tokio::test]
async fn other_files_are_not_served_as_assets() {
    let rig = rig().await;
    for path in [
        "/assets/",
        "/assets/nothing.js",
        "/assets/index.html",
        "/assets/embed.js",
        "/assets/customer-form-0a1b.js.br",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets/..%2f..%2fetc/passwd",
        "/index.html",
    ] {
        assert_eq!(send(rig.get(path)).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn proxy_without_browser_files_answers_503_with_a_message() {
    let rig = Rig::start().await;
    for path in ["/embed.js", "/onboarding/acme"] {
        let answer = send(rig.get(path)).await;
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("built without"), "{}", answer.text);
    }
}
