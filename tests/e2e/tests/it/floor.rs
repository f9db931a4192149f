//! The oldest supported browsers, and older ones: a script removes features before the page's scripts run.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Person, Setup, World, eventually};

/// Features that are missing in browsers older than the supported ones, and scripts that remove the features in the
/// same way.
const TAKEN_AWAY: [(&str, &str); 5] = [
    (
        "constructable stylesheets",
        "window.CSSStyleSheet = function () { throw new TypeError('Illegal constructor'); };",
    ),
    ("replaceSync", "delete CSSStyleSheet.prototype.replaceSync;"),
    (
        "adopted stylesheets",
        "delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets;
        delete DocumentOrShadowRoot?.prototype.adoptedStyleSheets;",
    ),
    ("shadow roots", "delete Element.prototype.attachShadow;"),
    ("custom elements", "Object.defineProperty(window, 'customElements', { value: undefined });"),
];

const SENTENCE: &str = "This form cannot be shown here. Your browser may be too old or too strict for it, or the \
    connection broke. Open the form on its own page";

/// A world whose pages run this script first.
async fn without(script: &str) -> World {
    let script = format!(
        "try {{ {script} }} catch (error) {{ if (!(error instanceof ReferenceError)) throw error; }}"
    );
    World::start(Setup { script: Box::leak(script.into_boxed_str()), ..Setup::default() }).await
}

#[tokio::test]
async fn unsupported_browser_shows_a_sentence_and_a_link() {
    for (name, script) in TAKEN_AWAY {
        let world = without(script).await;
        world.browser.driver.goto(world.partner.origin()).await.unwrap();
        let read = "const notice = document.querySelector('customer-form [role=alert]');
            const errors = window.recorded.events.filter((event) => event.name === 'error');
            return notice && errors.length > 0 && [notice.checkVisibility(), notice.textContent,
                notice.querySelector('a').href, errors.map((event) => event.detail.code)];";
        let shown =
            eventually(name, async || Some(world.browser.run(read, vec![]).await).filter(Value::is_array))
                .await;
        let link = world.proxy_url("/onboarding/acme");
        assert_eq!(shown, json!([true, SENTENCE, link, ["wasm_unavailable"]]), "{name}");

        let later = "const form = document.createElement('customer-form');
            form.setAttribute('form', 'acme');
            document.body.append(form);";
        world.browser.run(later, vec![]).await;
        let last = "return [...document.querySelectorAll('customer-form')].at(-1).textContent;";
        let is_said = async || (world.browser.run(last, vec![]).await == SENTENCE).then_some(());
        eventually("the sentence in a form that was added later", is_said).await;
    }
}

#[tokio::test]
async fn module_is_compiled_with_any_content_type() {
    for script in [
        "WebAssembly.compileStreaming = () => Promise.reject(new TypeError('Incorrect response MIME type'));",
        "delete WebAssembly.compileStreaming;",
    ] {
        let world = without(script).await;
        let form = world.open().await;
        form.fill(Person::ADA).await;
        form.submit_successfully().await;
        Person::ADA.assert_is(&world.customer().await);
    }
}

#[tokio::test]
async fn form_without_intersection_observer_is_not_lazy() {
    let script = "delete window.IntersectionObserver;";
    let body =
        "<div style=\"height: 9000px\"></div><customer-form form=\"acme\" loading=\"lazy\"></customer-form>";
    let world = World::start(Setup { script, body, ..Setup::default() }).await;
    world.open().await;
}

#[tokio::test]
async fn the_hosted_page_without_webassembly_does_not_link_to_itself() {
    let world = without("delete window.WebAssembly;").await;
    let form = world.visit(&world.proxy_url("/onboarding/acme")).await;
    form.next_event("error").await;
    let notice = form.shown("[part=notice]").await;
    assert!(notice.ends_with("Reload this page, or open it in another browser."), "{notice}");
    assert_eq!(form.run("return root.querySelector('a');", vec![]).await, Value::Null);
}

/// The styles use no feature that is newer than Safari 16.4, Chrome 111 and Firefox 115 and without which a browser
/// would ignore a rule.
#[test]
fn styles_use_only_features_of_supported_browsers() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../style");
    for name in ["form.css", "page.css"] {
        let css = fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let without_comments: String = css.split("/*").map(|part| part.split("*/").last().unwrap()).collect();
        for young in [
            "light-dark(",
            ":has(",
            "@scope",
            "@starting-style",
            "contrast-color(",
            "anchor(",
            "@property",
            "&",
        ] {
            assert!(!without_comments.contains(young), "{name} has {young}");
        }
    }
}
