//! The hosted page: the parts that the configuration file sets, and the protection against anything else in the page.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use customer_form_proxy::{Assets, Proxy, RunningProxy, Settings};
use serde_json::json;
use sha2::{Digest, Sha256};
use test_support::client::client;

use crate::common::rig::{ProxyAnswer, send, toml};
use crate::common::{KEY, ORIGIN, PlannedAnswer, Rig, jump, listen_undecided, until};

/// The address of a CRM that does not exist: the page does not need the CRM.
const NO_CRM: &str = "http://127.0.0.1:1";

/// The page from the source folder. The places that the build fills in get simple values.
fn template() -> String {
    let mut page = include_str!("../../../../index.html").to_owned();
    for name in ["script", "wasm", "style", "page-style", "page-script", "page-frame", "embed"] {
        page = page.replace(&format!("{{{{{name}}}}}"), &format!("/assets/{name}"));
        page = page.replace(&format!("{{{{{name}-integrity}}}}"), "sha384-");
    }
    page
}

fn assets() -> Assets {
    let files = [("index.html", template()), ("form-0.css", FORM_STYLE.to_owned())];
    Assets::new(files.map(|(name, text)| (name.to_owned(), Bytes::from(text))))
}

/// The form's own stylesheet.
const FORM_STYLE: &str = ".cf-form{color:red}";

/// A proxy whose form has these lines in `[forms.page]`.
async fn rig(lines: &str) -> Rig {
    Rig::with_assets(|toml| format!("{toml}[forms.page]\n{lines}\n"), assets()).await
}

async fn page(rig: &Rig) -> ProxyAnswer {
    let answer = send(rig.get("/onboarding/acme")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

fn policy(answer: &ProxyAnswer) -> &str {
    answer.header("content-security-policy").unwrap()
}

/// The contents of the page's style elements.
fn styles(text: &str) -> Vec<&str> {
    text.split("<style>").skip(1).map(|rest| rest.split_once("</style>").unwrap().0).collect()
}

/// The text between two other texts. Each of them must occur exactly once.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    assert_eq!(text.matches(before).count(), 1, "{before} in {text}");
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[tokio::test]
async fn page_without_settings_uses_defaults() {
    let rig = Rig::with_assets(|toml| toml, assets()).await;
    let text = page(&rig).await.text;
    assert!(text.starts_with("<!doctype html>\n<html lang=\"en\" class=\"page--alone\">"), "{text}");
    assert!(text.contains("<title>Become a customer</title>"));
    assert!(
        text.contains("<h1 class=\"page__title\" lang=\"en\" dir=\"auto\">Become a customer</h1>"),
        "{text}"
    );
    assert!(text.contains(">Tell us who you are, and we will set up your account.</p>"));
    assert!(
        text.contains("<customer-form class=\"page__form\" form=\"acme\"><template shadowrootmode=\"open\">")
    );
    assert!(text.contains("<noscript>"));
    assert_eq!(styles(&text), ["", FORM_STYLE]);
    assert!(text.contains("data-success-url=\"\"") && text.contains("data-frame-origin=\"\""));
    for absent in ["{{", "}}", "<img", "<a ", "page--framed"] {
        assert!(!text.contains(absent), "{absent} in {text}");
    }
}

#[tokio::test]
async fn page_shows_its_settings() {
    let rig = rig(r##"
title = "Willkommen"
introduction = "Eins.\n\nZwei."
language = "de"
accent = "#0a7a3d"
accent_dark = "#7fd"
terms_url = "https://acme.example/terms?a=1&b=2"
privacy_url = "https://acme.example/privacy"
success_url = "https://acme.example/thanks?a=1&b=2"
"##)
    .await;
    let text = page(&rig).await.text;
    assert!(
        text.contains("<html lang=\"de\" class=") && text.contains("<title>Willkommen</title>"),
        "{text}"
    );
    assert!(text.contains("<h1 class=\"page__title\" dir=\"auto\">Willkommen</h1>"));
    let paragraph = "<p class=\"page__introduction\" dir=\"auto\">";
    assert!(text.contains(&format!("{paragraph}Eins.</p>{paragraph}Zwei.</p>")), "{text}");
    let link = "target=\"_blank\" rel=\"noopener\"";
    assert!(text.contains(&format!("<a href=\"https://acme.example/terms?a=1&amp;b=2\" {link}>Terms</a>")));
    assert!(text.contains(&format!("<a href=\"https://acme.example/privacy\" {link}>Privacy</a>")));
    assert!(text.contains("data-success-url=\"https://acme.example/thanks?a=1&amp;b=2\""));
    assert_eq!(
        styles(&text)[0],
        ":root{--customer-form-accent:#0a7a3d;--customer-form-on-accent:#ffffff}\
         @media(prefers-color-scheme:dark){\
         :root{--customer-form-accent:#77ffdd;--customer-form-on-accent:#000000}}\
         @supports(color:light-dark(red,red)){\
         :root{--customer-form-accent:light-dark(#0a7a3d,#77ffdd);\
         --customer-form-on-accent:light-dark(#ffffff,#000000)}}"
    );
}

#[tokio::test]
async fn policy_allows_only_the_hashed_inline_style() {
    for lines in ["", "accent = \"#fff\"", "accent = \"#123456\"\naccent_dark = \"#654321\""] {
        let rig = rig(lines).await;
        let answer = page(&rig).await;
        let hashes: Vec<_> = styles(&answer.text)
            .iter()
            .map(|style| format!("'sha256-{}'", base64(&Sha256::digest(style))))
            .collect();
        assert_eq!(hashes.len(), 2);
        let hashes = hashes.join(" ");
        assert_eq!(
            policy(&answer),
            format!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' {hashes}; \
                 connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'none'"
            )
        );
        for (before, _) in answer.text.match_indices("<script") {
            let element = answer.text[before..].split_once("</script>").unwrap().0;
            assert!(element.contains(" src=\"/assets/") && element.ends_with('>'), "{element}");
        }
        assert!(!answer.text.contains(" style=") && !answer.text.contains(" onload="));
    }
}

/// The content of the shadow root that the page comes with.
fn rendered(text: &str) -> &str {
    between(text, "<template shadowrootmode=\"open\">", "</template></customer-form>")
}

#[tokio::test]
async fn first_response_has_the_whole_form() {
    let rig = rig("").await;
    for path in ["/onboarding/acme".to_owned(), format!("/onboarding/acme?frame={ORIGIN}")] {
        let text = send(rig.get(&path)).await.text;
        let form = rendered(&text);
        for name in ["email", "custom_fields[52][value]", "custom_fields[55][file_upload][files][]"] {
            assert!(form.contains(&format!("name=\"{name}\"")), "{name} in {form}");
        }
        assert!(form.contains("type=\"submit\""));
        assert!(!form.contains("<script"));
    }
    let asked = rig.crm.asked().len();
    page(&rig).await;
    assert_eq!(rig.crm.asked().len(), asked, "the form is served from memory");
}

#[tokio::test]
async fn page_of_a_silent_crm_has_no_form_but_its_script() {
    let proxy = with_logo("<svg/>", "title = \"Hi\"").await;
    let text = get(&proxy, "/onboarding/acme").await.text;
    assert!(text.contains("<customer-form class=\"page__form\" form=\"acme\"></customer-form>"), "{text}");
    assert!(text.contains("src=\"/assets/embed\""));
}

#[tokio::test]
async fn page_changes_with_the_form_configuration() {
    let rig = rig("").await;
    let first = page(&rig).await;
    let known =
        send(rig.get("/onboarding/acme").header("if-none-match", first.header("etag").unwrap())).await;
    assert_eq!(known.status, 304);
    let field = json!({ "id": 99, "type": 1, "name": "VAT number", "key": "vat" });
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({ "data": [field] })));
    jump(Duration::from_secs(61)).await;
    until("the page with the new field", async || page(&rig).await.text.contains("VAT number")).await;
    assert_ne!(page(&rig).await.header("etag"), first.header("etag"));
}

#[tokio::test]
async fn texts_of_the_crm_are_never_markup_in_the_page() {
    let rig = rig("").await;
    let hostile = "\"'></template></customer-form><script>alert(1)</script><img src=x onerror=alert(1)><!--";
    let field = |(id, kind): (u64, u64)| {
        json!({ "id": id, "type": kind, "name": hostile, "key": format!("k{id}"), "description": hostile,
            "placeholder": hostile, "fields": { "options": [hostile] } })
    };
    let fields: Vec<_> = [(1, 1), (2, 5), (3, 7), (4, 9)].map(field).into();
    rig.crm.set_fields(PlannedAnswer::json(200, &json!({ "data": fields })));
    jump(Duration::from_secs(61)).await;
    until("the hostile fields", async || page(&rig).await.text.contains("alert(1)")).await;
    let text = page(&rig).await.text;
    let form = rendered(&text);
    for markup in ["<script", "<img", "</template", "<!--"] {
        assert!(!form.contains(markup), "{markup} in {form}");
    }
    // Every "<" begins one of the form's own elements.
    for (at, _) in form.match_indices('<') {
        let name: String =
            form[at + 1..].chars().skip_while(|c| *c == '/').take_while(|c| c.is_alphanumeric()).collect();
        assert!(OWN_ELEMENTS.contains(&name.as_str()), "{name}");
    }
}

/// The elements that the form is made of.
const OWN_ELEMENTS: [&str; 21] = [
    "style", "div", "slot", "form", "p", "label", "span", "input", "select", "option", "textarea", "button",
    "ul", "fieldset", "legend", "table", "thead", "tbody", "tr", "th", "td",
];

#[tokio::test]
async fn settings_are_shown_as_text_and_never_as_html() {
    let hostile = "\"'><script>alert(1)</script></title></style><img src=x onerror=alert(1)>{{form}}&amp;";
    let address = "https://acme.example/?a=\"'><script>alert(1)</script>&b=<img>";
    let lines = [
        format!(
            "title = {hostile:?}\nintroduction = {hostile:?}\nlogo = \"logo.svg\"\nlogo_alt = {hostile:?}\n"
        ),
        format!("terms_url = {address:?}\nprivacy_url = {address:?}\nsuccess_url = {address:?}\n"),
    ];
    let proxy = with_logo("<svg><script>alert(1)</script></svg>", &lines.concat()).await;
    let answer = get(&proxy, "/onboarding/acme").await;
    let plain = get(
        &with_logo(
            "<svg/>",
            "logo = \"logo.svg\"\nterms_url = \"https://a.example\"\nprivacy_url = \"https://a.example\"",
        )
        .await,
        "/onboarding/acme",
    )
    .await;
    // The page has the same elements as a page with a harmless configuration.
    let elements = |text: &str| text.matches('<').count();
    assert_eq!(elements(&answer.text), elements(&plain.text), "{}", answer.text);
    for name in ["<script", "<img", "<style", "</title", "</style"] {
        let count = |text: &str| text.matches(name).count();
        assert_eq!(count(&answer.text), count(&plain.text), "{name} in {}", answer.text);
    }
    let escaped = "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/title&gt;";
    assert!(between(&answer.text, "<title>", "</title>").starts_with(escaped), "{}", answer.text);
    // A text that looks like a placeholder stays a text.
    assert!(answer.text.contains("{{form}}&amp;amp;</title>"));
    for attribute in ["data-success-url=\"", "alt=\""] {
        let value = between(&answer.text, attribute, "\"");
        assert!(!value.contains('<') && value.len() > 40, "{attribute} {value}");
    }
    let no_other_language = read_mistakes("language = \"en\\\"><script>\"");
    assert!(no_other_language.contains("is not a valid language tag"), "{no_other_language}");
    let no_other_colour = read_mistakes("accent = \"#fff}</style>\"");
    assert!(no_other_colour.contains("is not a valid colour"), "{no_other_colour}");
}

#[tokio::test]
async fn logo_is_cached_for_ever_and_svg_runs_no_script() {
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", "<path d=\"M0 0\"/>".repeat(50));
    let proxy = with_logo(&svg, "logo = \"logo.svg\"\nlogo_alt = \"ACME\"").await;
    let text = get(&proxy, "/onboarding/acme").await.text;
    let address = between(&text, "<img class=\"page__logo\" src=\"", "\" alt=\"ACME\">");
    assert!(address.starts_with("/assets/logo-") && address.ends_with(".svg"), "{address}");
    let logo = get(&proxy, address).await;
    assert_eq!((logo.status, logo.text.as_str()), (200, svg.as_str()));
    assert_eq!(logo.header("content-type"), Some("image/svg+xml"));
    assert_eq!(logo.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(policy(&logo), "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    let another = with_logo("<svg/>", "logo = \"logo.svg\"").await;
    let text = get(&another, "/onboarding/acme").await.text;
    assert_ne!(between(&text, "<img class=\"page__logo\" src=\"", "\" alt=\"\">"), address);

    let png = with_logo("\u{89}", "logo = \"logo.png\"").await;
    let text = get(&png, "/onboarding/acme").await.text;
    let address = between(&text, "<img class=\"page__logo\" src=\"", "\" alt=\"\">");
    let logo = get(&png, address).await;
    assert_eq!((logo.status, logo.header("content-type")), (200, Some("image/png")));
    assert_eq!(logo.header("content-security-policy"), None);
}

#[tokio::test]
async fn page_is_compressed_and_revalidated_each_time() {
    let rig = rig(&format!("introduction = {:?}", "Who are you? ".repeat(100))).await;
    let plain = page(&rig).await;
    let mut etags = vec![plain.header("etag").unwrap().to_owned()];
    for encoding in ["br", "gzip"] {
        let request = rig.get("/onboarding/acme").header("accept-encoding", encoding);
        let answer = request.send().await.unwrap();
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-encoding").as_str(), header("vary").as_str()),
            (encoding, "accept-encoding")
        );
        assert_eq!(header("cache-control"), "no-cache");
        etags.push(header("etag"));
        let bytes = answer.bytes().await.unwrap();
        assert!(bytes.len() < plain.text.len() / 2);
        assert_eq!(unpacked(encoding, &bytes), plain.text.as_bytes());
    }
    etags.sort();
    etags.dedup();
    assert_eq!(etags.len(), 3, "each encoding has its own validator");
}

fn unpacked(encoding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    if encoding == "br" {
        brotli::BrotliDecompress(&mut &*bytes, &mut plain).unwrap();
    } else {
        std::io::copy(&mut flate2::read::GzDecoder::new(bytes), &mut plain).unwrap();
    }
    plain
}

/// A proxy with these lines in `[forms.page]`, and with the files `logo.svg` (this content) and `logo.png`.
async fn with_logo(svg: &str, lines: &str) -> RunningProxy {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logo.svg"), svg).unwrap();
    fs::write(folder.path().join("logo.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let toml = format!("{}[forms.page]\n{lines}\n", toml(NO_CRM));
    Proxy::start(settings(&toml, folder.path()).unwrap(), assets()).await.unwrap()
}

fn settings(toml: &str, folder: &Path) -> Result<Settings, String> {
    listen_undecided();
    let env = |name: &str| (name == "ACME_API_KEY").then(|| KEY.to_owned());
    Settings::from_toml(toml, folder, &env).map_err(|invalid| invalid.to_string())
}

fn read_mistakes(lines: &str) -> String {
    let toml = format!("{}[forms.page]\n{lines}\n", toml(NO_CRM));
    settings(&toml, Path::new("")).unwrap_err()
}

async fn get(proxy: &RunningProxy, path: &str) -> ProxyAnswer {
    send(client().get(format!("http://{}{path}", proxy.address()))).await
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
