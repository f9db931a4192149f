//! The hosted page: with the keyboard only, with its settings, and in a frame.

mod frame;
mod settings;

use axum::Router;
use axum::response::Html;
use thirtyfour::{Key, TypingData};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::form::SUCCESS;
use crate::support::{Files, Person, Setup, World, eventually, fields};

const CONTROL: &str = "const active = root.activeElement;
    return active === null ? '' : active.id || active.getAttribute('part') || active.localName;";

/// A server on a third origin. All its pages are empty and have no policy.
struct Elsewhere {
    origin: String,
    server: JoinHandle<()>,
}

impl Elsewhere {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let page = Router::new().fallback(async || Html("<!doctype html><title>Elsewhere</title>"));
        let server = tokio::spawn(async move { axum::serve(listener, page).await.unwrap() });
        Self { origin, server }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl World {
    async fn press(&self, keys: impl Into<TypingData>) {
        self.browser.actions().send_keys(keys).perform().await.unwrap();
    }
}

#[tokio::test]
async fn the_form_can_be_filled_in_and_sent_from_the_keyboard_alone() {
    let setup = Setup {
        offered: "contract = [\"view-contract\"]\nproposal = [\"view-proposal\"]",
        ..Setup::with_fields([
            fields::required(fields::text(52, "Department")),
            fields::select(68, "Birthday", &["January", "February"]),
            fields::area(54, "Notes"),
            fields::files(55, "Documents", &["PDF"]),
        ])
    };
    let world = World::start(setup).await;
    let form = world.open_onboarding().await;
    let mut order = Vec::new();
    let fixed = Person::ADA.values();
    let typed = fixed.iter().chain(&[
        ("custom_fields.52.value", "Engines"),
        ("custom_fields.68.value", "February"),
        ("custom_fields.54.value", "Two words"),
        ("permissions.contract.view-contract", " "),
    ]);
    let typed: std::collections::HashMap<_, _> = typed.copied().collect();
    while order.last().is_none_or(|control| control != "button") {
        assert!(order.len() < 20, "{order:?}");
        world.press(Key::Tab).await;
        let control = form.run(CONTROL, vec![]).await.as_str().unwrap().to_owned();
        if let Some(text) = typed.get(control.as_str()) {
            world.press(*text).await;
        }
        order.push(control);
    }
    let expected = [
        "email",
        "name",
        "last_name",
        "phone",
        "business_information.company_name",
        "custom_fields.52.value",
        "custom_fields.68.value",
        "custom_fields.54.value",
        "custom_fields.55.file_upload.files",
        "permissions.contract.view-contract",
        "permissions.proposal.view-proposal",
        "button",
    ];
    assert_eq!(order, expected);
    world.press(Key::Enter).await;
    form.next_event("success").await;
    form.focus_arrives(SUCCESS).await;

    let stored = world.customer().await;
    Person::ADA.assert_is(&stored);
    let values: Vec<_> =
        stored.custom_fields.iter().map(|(id, field)| (*id, field.value.as_deref().unwrap())).collect();
    assert_eq!(values, [(52, "Engines"), (54, "Two words"), (68, "February")]);
    let modules: Vec<_> = stored.permissions.keys().map(String::as_str).collect();
    assert_eq!(modules, ["contract", "invoice"]);
    assert_eq!(world.browser.violations().await, [""; 0]);
    assert_eq!(world.browser.complaints().await, [""; 0]);
}

#[tokio::test]
async fn enter_in_a_line_submits_and_the_summary_leads_to_the_field() {
    let world = World::start(Setup::default()).await;
    let form = world.open_onboarding().await;
    world.press(Key::Tab).await;
    world.press("ada@").await;
    world.press(Key::Enter).await;
    form.next_event("validation-error").await;
    form.focus_arrives("[part=summary]").await;
    world.press(Key::Tab).await;
    world.press(Key::Enter).await;
    form.focus_arrives("[id=\"email\"]").await;
    assert!(world.submissions().is_empty());
}

#[tokio::test]
async fn the_pages_own_policy_allows_everything_that_the_form_does() {
    let files = Files::new();
    let world = World::start(Setup { photo: "required", ..Setup::default() }).await;
    let form = world.open_onboarding().await;
    form.submit().await;
    form.next_event("validation-error").await;
    form.fill(Person::ADA).await;
    form.choose_files("profile_photo_path", &[&files.photo("ada.png")]).await;
    let is_drawn = "return root.querySelector('[part=preview]')?.naturalWidth === 8;";
    eventually("the preview of the photo", async || (form.run(is_drawn, vec![]).await == true).then_some(()))
        .await;
    form.submit_successfully().await;
    assert_eq!(world.browser.violations().await, [""; 0]);
    assert_eq!(world.browser.complaints().await, [""; 0]);
    Person::ADA.assert_is(&world.customer().await);
}
