//! The settings of the hosted page, and the order in which its parts load.

use serde_json::{Value, json};

use super::Elsewhere;
use crate::support::form::SUBMIT;
use crate::support::{Person, Setup, World, eventually};

/// A page with all settings.
const COMPLETE: &str = "[forms.page]
title = \"Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltung\"
introduction = \"First.\\n\\nSecond, with a-word-that-is-longer-than-any-telephone-is-wide-and-has-no-place-to-break.\"
accent = \"#0a7a3d\"
accent_dark = \"#77ffdd\"
terms_url = \"https://acme.example/terms\"
privacy_url = \"https://acme.example/privacy\"
";

impl World {
    /// Emulates a visitor who prefers a light or a dark colour scheme.
    async fn prefers(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.browser.devtools("Emulation.setEmulatedMedia", features).await;
    }
}

#[tokio::test]
async fn form_has_the_colours_of_the_page_under_its_policy() {
    let world = World::start(Setup { offered: COMPLETE, ..Setup::default() }).await;
    for (scheme, background, text) in
        [("light", "rgb(10, 122, 61)", "rgb(255, 255, 255)"), ("dark", "rgb(119, 255, 221)", "rgb(0, 0, 0)")]
    {
        world.prefers(scheme).await;
        let form = world.open_onboarding().await;
        let style = "const style = getComputedStyle(root.querySelector(args[0]));
            return [style.backgroundColor, style.color];";
        assert_eq!(form.run(style, vec![SUBMIT.into()]).await, json!([background, text]), "{scheme}");
        assert_eq!(world.browser.violations().await, [""; 0]);
        assert_eq!(world.browser.complaints().await, [""; 0]);
    }
}

#[tokio::test]
async fn page_fits_the_width_of_a_small_telephone() {
    let world = World::start(Setup { offered: COMPLETE, photo: "required", ..Setup::default() }).await;
    let small = json!({ "width": 320, "height": 568, "deviceScaleFactor": 1, "mobile": true });
    world.browser.devtools("Emulation.setDeviceMetricsOverride", small).await;
    world.open_onboarding().await;
    let widths = "return [innerWidth, document.documentElement.scrollWidth];";
    assert_eq!(world.browser.run(widths, vec![]).await, json!([320, 320]));
}

/// The files that a page has loaded: the path, the time of the request, and the time of the answer.
struct Loaded(Vec<(String, f64, f64)>);

impl Loaded {
    async fn by(world: &World) -> Self {
        let entries = "return performance.getEntriesByType('resource')
            .map(({ name, startTime, responseEnd }) => [new URL(name).pathname, startTime, responseEnd]);";
        Self(serde_json::from_value(world.browser.run(entries, vec![]).await).unwrap())
    }

    /// The times of a file that was loaded exactly once. If a preloaded file is then requested in another way, the
    /// browser loads and lists the file again.
    fn once(&self, beginning: &str, ending: &str) -> (f64, f64) {
        let is_it = |name: &str| name.starts_with(beginning) && name.ends_with(ending);
        let mut found = self.0.iter().filter(|(name, ..)| is_it(name));
        match (found.next(), found.next()) {
            (Some((_, asked, came)), None) => (*asked, *came),
            _ => panic!("{beginning}…{ending} was not loaded exactly once: {:?}", self.0),
        }
    }
}

#[tokio::test]
async fn every_file_is_fetched_once() {
    let world = World::start(Setup { offered: COMPLETE, ..Setup::default() }).await;
    world.open_onboarding().await;
    let loaded = Loaded::by(&world).await;
    for (beginning, ending) in [
        ("/assets/embed-", ".js"),
        ("/assets/customer-form-", ".js"),
        ("/assets/customer-form-", "_bg.wasm"),
        ("/api/forms/", "acme"),
    ] {
        loaded.once(beginning, ending);
    }
    let styles = loaded.0.iter().filter(|(name, ..)| name.starts_with("/assets/form-"));
    assert_eq!(styles.count(), 0, "the page comes with the form's styles");
}

#[tokio::test]
async fn module_script_is_requested_before_the_loader_asks() {
    let world = World::start(Setup { offered: COMPLETE, ..Setup::default() }).await;
    world.open_onboarding().await;
    let loaded = Loaded::by(&world).await;
    let (asked, _) = loaded.once("/assets/customer-form-", ".js");
    let (_, loader_came) = loaded.once("/assets/embed-", ".js");
    assert!(asked < loader_came, "{:?}", loaded.0);
}

#[tokio::test]
async fn page_shows_its_texts_and_the_form_without_scripts() {
    let world = World::start(Setup { offered: COMPLETE, ..Setup::default() }).await;
    world.browser.devtools("Network.enable", json!({})).await;
    world.browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*.js", "*.wasm"] })).await;
    world.visit(&world.proxy_url("/onboarding/acme")).await;
    let seen = "const box = (selector) => document.querySelector(selector).getBoundingClientRect();
        return {
            title: document.querySelector('h1').innerText, paragraphs: document.querySelectorAll('h1 ~ p').length,
            below: box('h1').bottom <= box('customer-form').top,
            links: [...document.links].map((link) => link.innerText),
        };";
    let seen = world.browser.run(seen, vec![]).await;
    assert!(seen["title"].as_str().unwrap().starts_with("Donaudampf"), "{seen}");
    assert_eq!((&seen["paragraphs"], &seen["below"]), (&json!(2), &json!(true)));
    assert_eq!(seen["links"], json!(["Terms", "Privacy"]));
    let form = world.form();
    for (id, value) in Person::ADA.values() {
        form.type_into(id, value).await;
        assert_eq!(form.value(id).await, value);
    }
}

#[tokio::test]
async fn success_leads_to_the_configured_address() {
    let elsewhere = Elsewhere::start().await;
    let address = format!("{}/thanks?from=form&x=1", elsewhere.origin);
    let lines = format!("[forms.page]\nsuccess_url = \"{address}\"").leak();
    let world = World::start(Setup { offered: lines, ..Setup::default() }).await;

    let form = world.open_onboarding().await;
    form.fill(Person::ADA).await;
    // First an error: only a success opens the other page.
    form.type_into("email", "@").await;
    form.submit().await;
    form.next_event("validation-error").await;
    form.type_into("email", Person::ADA.email).await;
    form.submit().await;
    eventually("the other page", async || {
        let here = world.browser.run("return [location.href, document.title];", vec![]).await;
        (here == json!([address, "Elsewhere"])).then_some(())
    })
    .await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn success_without_an_address_shows_the_thanks() {
    let world = World::start(Setup { offered: COMPLETE, ..Setup::default() }).await;
    let form = world.open_onboarding().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    let here = world.browser.run("return location.pathname;", vec![]).await;
    assert_eq!(here, Value::from("/onboarding/acme"));
}
