//! Pages with more restrictions than usual: Trusted Types, and isolation from other origins.

use serde_json::{Value, json};

use crate::support::form::SUMMARY;
use crate::support::{Files, Person, Setup, World, fields};

/// The headers of an isolated page.
const ISOLATED: &[(&str, &str)] =
    &[("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "require-corp")];

/// A policy with Trusted Types: no text may become HTML or a script.
const TRUSTED_TYPES: &str = "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; \
    img-src blob: data:; frame-src {proxy}; require-trusted-types-for 'script'; trusted-types 'none'";

/// The same policy, but with workers allowed, which a proof of work uses.
const WITH_WORKERS: &str = "default-src 'none'; script-src {proxy} 'wasm-unsafe-eval'; connect-src {proxy}; \
    img-src blob: data:; worker-src blob:; require-trusted-types-for 'script'; trusted-types customer-form";

#[tokio::test]
async fn a_page_with_trusted_types_shows_all_of_the_form() {
    let world = World::start(Setup {
        policy: TRUSTED_TYPES,
        photo: "optional",
        offered: "contract = [\"view-contract\", \"edit-contract\"]",
        ..Setup::with_fields([
            fields::text(52, "Department"),
            json!({ "id": 54, "type": 7, "name": "Notes", "key": "notes" }),
            json!({ "id": 68, "type": 5, "name": "Month", "key": "month", "fields": { "options": ["May", "June"] } }),
            json!({ "id": 55, "type": 9, "name": "Documents", "key": "documents", "fields": { "fileConfig": null } }),
        ])
    })
    .await;
    let files = Files::new();
    let form = world.open().await;
    form.submit().await;
    form.next_event("validation-error").await;
    form.shown(SUMMARY).await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    form.choose_files("custom_fields.55.file_upload.files", &[&files.write("a.pdf", b"%PDF-1.7")]).await;
    form.submit_successfully().await;
    form.shown("[part=success]").await;
    assert_eq!(world.browser.violations().await, [""; 0]);
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn a_page_with_trusted_types_lets_the_worker_run_by_its_policy() {
    let form = "[forms.proof_of_work]\nmax_number = 1000";
    let world = World::start(Setup { policy: WITH_WORKERS, form, ..Setup::default() }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    assert_eq!(world.browser.violations().await, [""; 0]);
    drop(world);

    // If the page does not allow workers and the form's Trusted Types policy, the proof is done in the page.
    let form = "[forms.proof_of_work]\nmax_number = 1000";
    let world = World::start(Setup { policy: TRUSTED_TYPES, form, ..Setup::default() }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
}

#[tokio::test]
async fn a_page_with_trusted_types_shows_the_frame_and_the_sentences() {
    for body in [
        "<customer-form form=\"acme\" mode=\"frame\"></customer-form>",
        "<customer-form form=\"nobody\"></customer-form>",
    ] {
        let world = World::start(Setup { policy: TRUSTED_TYPES, body, ..Setup::default() }).await;
        let form = world.visit(world.partner.origin()).await;
        form.next_of(&["ready", "error"]).await;
        assert_eq!(world.browser.violations().await, [""; 0]);
    }
}

#[tokio::test]
async fn isolated_page_shows_the_form_and_the_frame() {
    let world = World::start(Setup { headers: ISOLATED, ..Setup::default() }).await;
    let form = world.open().await;
    assert_eq!(world.browser.run("return window.crossOriginIsolated;", vec![]).await, Value::Bool(true));
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    drop(world);

    let body = "<customer-form form=\"acme\" mode=\"frame\"></customer-form>";
    let policy = "default-src 'none'; script-src {proxy}; frame-src {proxy}; img-src data:";
    let world = World::start(Setup { headers: ISOLATED, body, policy, ..Setup::default() }).await;
    let page = world.open().await;
    assert_eq!(world.browser.run("return window.crossOriginIsolated;", vec![]).await, Value::Bool(true));
    let form = world.enter_frame(&page).await;
    form.fill(Person::ADA).await;
    form.submit().await;
    world.leave_frame().await;
    page.next_event("success").await;
    Person::ADA.assert_is(&world.customer().await);
}
