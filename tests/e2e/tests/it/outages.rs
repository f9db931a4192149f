//! The CRM is down, the form does not exist, or the page may not show it.

use axum::http::StatusCode;
use crm_sandbox::{Endpoint, Misbehaviour, PlannedAnswer};

use crate::support::form::{NOTICE, SENTENCE, by_id};
use crate::support::{Person, Setup, World, eventually};

#[tokio::test]
async fn values_stay_when_the_crm_is_down_during_sending() {
    let mut world = World::start(Setup::default()).await;
    {
        let form = world.open().await;
        form.fill(Person::ADA).await;
    }
    world.stop_crm().await;
    {
        let form = world.form();
        let before = form.filled_in().await;
        form.submit().await;
        let event = form.next_event("error").await;
        assert_eq!((event.code(), &event.detail["retryable"]), ("upstream_unavailable", &true.into()));
        let sentence = "Your details could not be saved right now. What you entered is still here. \
            Please submit again in 30 seconds.";
        assert_eq!(form.shown(SENTENCE).await, sentence);
        assert_eq!(form.shown("[part=resend]").await, "Submit again");
        assert_eq!(form.filled_in().await, before);
    }
    world.restart_crm().await;
    let form = world.form();
    form.submit().await;
    form.next_event("success").await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn missing_configuration_is_shown_and_can_be_retried() {
    let world = World::start(Setup::default()).await;
    let broken = PlannedAnswer::status(StatusCode::BAD_GATEWAY, "text/html", "<h1>502</h1>");
    world.crm().next_answer(Misbehaviour::once(broken).at(Endpoint::CustomFields));
    let form = world.visit(world.partner.origin()).await;
    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("config_unavailable", &true.into()));
    let notice = form.shown(NOTICE).await;
    let sentence = "The form is not available right now. Please try again in 5 seconds.";
    assert!(notice.starts_with(sentence), "{notice}");
    assert_eq!(form.shown("[part=retry]").await, "Try again");

    // For some seconds after a failure of the CRM, the proxy does not ask the CRM again. The first try may be too
    // early.
    eventually("the form", async || {
        form.click("[part=retry]").await;
        let is_there = form.next_of(&["ready", "error"]).await.name == "ready";
        // The button that had the focus no longer exists.
        form.focus_arrives(if is_there { "[id=email]" } else { NOTICE }).await;
        is_there.then_some(())
    })
    .await;
    form.fill(Person::ADA).await;
    form.submit_successfully().await;
    Person::ADA.assert_is(&world.customer().await);
}

#[tokio::test]
async fn unknown_form_gets_its_own_message() {
    let world = World::start(Setup { embedded: &["acmee"], ..Setup::default() }).await;
    let form = world.visit(world.partner.origin()).await;
    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("unknown_form", &false.into()));
    let sentence = "This form does not exist. If you run this page, check the form’s name and address in it.";
    assert_eq!(form.shown(NOTICE).await, sentence);
    assert_eq!(form.text("[part=retry]").await, None);
    assert!(world.crm().requests().is_empty());
}

#[tokio::test]
async fn page_of_an_unlisted_origin_can_neither_load_nor_send() {
    let world = World::start(Setup { knows_partner: false, ..Setup::default() }).await;
    let form = world.visit(world.partner.origin()).await;
    let event = form.next_event("error").await;
    assert_eq!((event.code(), &event.detail["retryable"]), ("origin_not_allowed", &false.into()));
    let sentence = "This form is not set up for this website. If you run this website, ask the form’s provider to \
        add it.";
    assert_eq!(form.shown(NOTICE).await, sentence);
    assert_eq!(form.text(&by_id("email")).await, None);

    let post = "const body = new FormData();
        for (const name of ['email', 'name', 'last_name', 'phone', 'business_information[company_name]'])
            body.append(name, name === 'email' ? 'eve@example.com' : 'Eve');
        return fetch(args[0], { method: 'POST', mode: 'no-cors', body }).then((answer) => answer.type);";
    let address = world.proxy_url("/api/forms/acme/customers");
    assert_eq!(form.run(post, vec![address.into()]).await, "opaque");
    assert!(world.submissions().is_empty());
    assert!(world.customers().await.is_empty());
}
