//! The form in a frame of another page, whose policy may forbid WebAssembly.

use serde_json::json;

use super::Elsewhere;
use crate::support::form::SUBMIT;
use crate::support::{Person, Setup, World, eventually};

/// A form for the pages of `origin`, in addition to the form that every world has.
fn second_form(origin: &str) -> &'static str {
    let lines = format!(
        "[[forms]]
        id = \"framed\"
        api_key_env = \"ACME_API_KEY\"
        origins = [\"{origin}\"]
        photo = \"off\"
        permissions.granted = {{ invoice = [\"view-invoice\"] }}
        page = {{ title = \"Welcome\", terms_url = \"https://acme.example/terms\" }}"
    );
    lines.leak()
}

impl World {
    /// Opens a page elsewhere and frames the form in it, as a page of `origin` would. All later actions happen in the
    /// frame.
    async fn frame_as(&self, elsewhere: &Elsewhere, origin: &str) {
        self.browser.driver.goto(&elsewhere.origin).await.unwrap();
        let add = "const frame = document.createElement('iframe');
            frame.src = `${arguments[0]}?${new URLSearchParams({ frame: arguments[1] })}`;
            return new Promise((done) => { frame.onload = () => done(); document.body.append(frame); });";
        self.browser.run(add, vec![json!(self.proxy_url("/onboarding/framed")), json!(origin)]).await;
        self.browser.driver.enter_frame(0).await.unwrap();
    }

    async fn has_form(&self) -> bool {
        self.browser.run("return document.querySelector('customer-form') !== null;", vec![]).await == true
    }
}

#[tokio::test]
async fn listed_page_can_frame_the_form_and_no_other_form() {
    let elsewhere = Elsewhere::start().await;
    let world = World::start(Setup { offered: second_form(&elsewhere.origin), ..Setup::default() }).await;
    world.frame_as(&elsewhere, &elsewhere.origin).await;
    assert!(world.has_form().await);
    let form = world.form();
    // The recorder runs in the page, and not in the frame, which may have its own process.
    // The module's form, which has taken the place of the rendered form.
    let is_there = "return host.phase === 'editing' && root.querySelector('.cf-early') === null;";
    eventually("the form", async || (form.run(is_there, vec![]).await == true).then_some(())).await;
    let look = "return [
        document.body.dataset.frameOrigin, document.querySelectorAll('h1, a, img').length,
        getComputedStyle(document.body).backgroundColor, getComputedStyle(host).backgroundColor,
        host.getBoundingClientRect().left,
    ];";
    let transparent = "rgba(0, 0, 0, 0)";
    // At the left, there is only the space for a focus ring.
    assert_eq!(form.run(look, vec![]).await, json!([elsewhere.origin, 0, transparent, transparent, 4]));
    assert_eq!(world.browser.complaints().await, [""; 0]);
    // The outer page does not use the form's script. Therefore, no script confirms the submission, and the form sends
    // nothing.
    form.fill(Person::ADA).await;
    form.submit().await;
    form.shown(SUBMIT).await;
    assert!(world.submissions().is_empty());
}

#[tokio::test]
async fn page_with_a_false_frame_origin_gets_no_form() {
    let (asked_for, elsewhere) = (Elsewhere::start().await, Elsewhere::start().await);
    let world = World::start(Setup { offered: second_form(&asked_for.origin), ..Setup::default() }).await;
    // The first origin belongs to the form, but not to the outer page: the browser refuses the frame. The second origin
    // belongs to the outer page, but not to the form: the proxy refuses the frame.
    for origin in [&asked_for.origin, &elsewhere.origin] {
        world.frame_as(&elsewhere, origin).await;
        assert!(!world.has_form().await, "{origin}");
        let complaints = eventually("the browser's error", async || {
            let complaints = world.browser.complaints().await;
            (!complaints.is_empty()).then_some(complaints)
        });
        let complaints = complaints.await;
        assert!(complaints.iter().any(|complaint| complaint.contains("frame-ancestors")), "{complaints:?}");
    }
}
