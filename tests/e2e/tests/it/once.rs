//! One filled form creates one customer, whatever happens between the visitor and the CRM.

use std::time::Duration;

use crm_sandbox::{Misbehaviour, PlannedAnswer};

use crate::support::form::{NOTICE, SUBMIT};
use crate::support::{FormPage, Person, Setup, World, eventually};

/// Long enough that a test can do something in the meantime.
const A_MOMENT: Duration = Duration::from_millis(1_500);

fn with_line() -> Setup {
    Setup { has_line: true, ..Setup::default() }
}

/// Submits to a slow CRM, and cuts the line to the proxy when all bytes are sent. In Firefox, the form may not know yet
/// that all bytes are sent; then it reports the code `network`, which is also correct.
async fn lose_the_answer(world: &World, form: &FormPage<'_>) {
    form.fill(Person::ADA).await;
    world.crm().next_answer(Misbehaviour::once(PlannedAnswer::Slow { after: A_MOMENT }).and_store());
    form.submit().await;
    eventually("the submission at the CRM", async || (!world.submissions().is_empty()).then_some(())).await;
    world.line().cut().await;
    let event = form.next_event("error").await;
    assert!(["outcome_unknown", "network"].contains(&event.code()), "{event:?}");
    world.line().mend().await;
}

/// The proxy continues when the visitor's line is cut. Until the CRM has answered, the proxy answers that the outcome
/// is not known.
async fn check_until_it_is_known(form: &FormPage<'_>) {
    eventually("the known outcome", async || {
        let can_check = form.text("[part=check]").await.is_some();
        form.click(if can_check { "[part=check]" } else { SUBMIT }).await;
        let event = form.next_of(&["success", "error"]).await;
        if event.name == "error" {
            assert_eq!(event.code(), "outcome_unknown");
            form.focus_arrives(NOTICE).await;
            return None;
        }
        assert_eq!(event.detail["customer"]["email"], Person::ADA.email);
        Some(())
    })
    .await;
}

#[tokio::test]
async fn lost_answer_is_shown_after_check_again() {
    let world = World::start(with_line()).await;
    let form = world.open().await;
    lose_the_answer(&world, &form).await;
    form.focus_arrives(NOTICE).await;
    check_until_it_is_known(&form).await;
    Person::ADA.assert_is(&world.customer().await);
    assert_eq!(world.submissions().len(), 1);
}

#[tokio::test]
async fn reload_after_a_lost_answer_sends_the_same_form() {
    let world = World::start(with_line()).await;
    let form = world.open().await;
    lose_the_answer(&world, &form).await;
    world.customer().await;
    let form = world.open().await;
    assert_eq!(form.value("email").await, Person::ADA.email);
    form.submit().await;
    if form.next_of(&["success", "error"]).await.name == "error" {
        form.focus_arrives(NOTICE).await;
        check_until_it_is_known(&form).await;
    }
    assert_eq!((world.customers().await.len(), world.submissions().len()), (1, 1));

    // The answered form is complete: the next form is for another customer.
    let form = world.open().await;
    assert_eq!(form.value("email").await, "");
    form.fill(Person { email: "other@example.com", ..Person::ADA }).await;
    form.submit_successfully().await;
    assert_eq!(world.customers().await.len(), 2);
}

#[tokio::test]
async fn restarted_proxy_knows_the_earlier_submission() {
    let mut world = World::start(with_line()).await;
    lose_the_answer(&world, &world.open().await).await;
    world.restart_proxy().await;
    let form = world.form();
    form.next_event("error").await;
    check_until_it_is_known(&form).await;
    assert_eq!((world.customers().await.len(), world.submissions().len()), (1, 1));
}

#[tokio::test]
async fn two_windows_with_the_same_draft_make_one_customer() {
    let body = "<customer-form form=\"acme\" draft=\"local\"></customer-form>";
    let world = World::start(Setup { body, ..Setup::default() }).await;
    let form = world.open().await;
    form.fill(Person::ADA).await;
    let first = world.browser.driver.window().await.unwrap();
    let second = world.browser.new_window().await;
    world.browser.driver.switch_to_window(second).await.unwrap();
    let other = world.open().await;
    assert_eq!(other.value("email").await, Person::ADA.email);
    other.submit_successfully().await;

    world.browser.driver.switch_to_window(first).await.unwrap();
    let event = form.submit_successfully().await;
    assert_eq!(event.detail["customer"]["email"], Person::ADA.email);
    assert_eq!((world.customers().await.len(), world.submissions().len()), (1, 1));
}
